use super::*;
use crate::applicant::unicode::tests::{all, invisible};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use proptest::prelude::*;
use proptest::sample::select;

fn parsed(typed: &str) -> Result<String, Invalid> {
    parse_line(typed, 1..=200)
}

fn remark(typed: &str) -> Result<String, Invalid> {
    parse_line(typed, 1..=300)
}

fn reasons(typed: &str) -> Result<String, Invalid> {
    parse_lines(typed, 20..=2000)
}

#[test]
fn any_script_and_punctuation_is_accepted() {
    for name in [
        "O’Neill & Söhne <GmbH>",
        "日本臨床研究",
        "شركة البحوث",
        "X",
        "Smith; DROP TABLE--",
        "می\u{200c}خواهم",
        "മോഹന\u{d4d}\u{200d}",
        "\u{8fbb}\u{e0100}",
        "ACME\u{200f} شركة",
        "e\u{301}",
        "☠\u{fe0f}",
        "⠁⠙⠁⠀⠇⠕⠧⠑⠇⠁⠉⠑",
    ] {
        assert_eq!(parsed(name).unwrap(), name);
    }
}

#[test]
fn space_is_normalized() {
    assert_eq!(parsed("  Ada \t  Lovelace\u{a0}").unwrap(), "Ada Lovelace");
    assert_eq!(reasons(" one  \r\n\r\ntwo, and so on and on \n ").unwrap(), "one\n\ntwo, and so on and on");
}

#[test]
fn invisible_characters_at_the_ends_are_trimmed() {
    for c in invisible().into_iter().chain(['\u{2800}']) {
        assert_eq!(parsed(&format!("{c}{c} Ada Lovelace {c}{c}")).unwrap(), "Ada Lovelace", "{c:?}");
        let typed = format!("{c}\n{c}one\ntwo, and so on and on{c}\n{c}");
        assert_eq!(reasons(&typed).unwrap(), "one\ntwo, and so on and on", "{c:?}");
    }
}

#[test]
fn an_invisible_name_is_refused() {
    for c in invisible().into_iter().chain(['\u{2800}']) {
        for typed in [c.to_string(), format!("{c} {c}"), format!("\u{2800}{c}\u{3164}\u{301}")] {
            assert_eq!(parsed(&typed), Err(Invalid::Invisible), "{c:?}");
            assert_eq!(remark(&typed), Err(Invalid::Invisible), "{c:?}");
        }
        assert_eq!(reasons(&c.to_string().repeat(20)), Err(Invalid::Invisible), "{c:?}");
    }
}

#[test]
fn combining_marks_alone_are_invisible() {
    let categories = CodePointMapData::<GeneralCategory>::new();
    for mark in categories.iter_ranges_for_group(GeneralCategoryGroup::Mark).flatten().filter_map(char::from_u32) {
        assert_eq!(parsed(&format!("{mark}{mark}")), Err(Invalid::Invisible), "{mark:?}");
        assert!(parsed(&format!("x{mark}x")).is_ok(), "{mark:?}");
    }
}

#[test]
fn control_characters_are_refused() {
    for control in all().filter(|c| c.is_control() && !c.is_whitespace()) {
        assert_eq!(parsed(&format!("Ada{control}")), Err(Invalid::Unprintable), "{control:?}");
    }
    assert_eq!(reasons("long enough to be a reason \u{1b}[2J"), Err(Invalid::Unprintable));
}

#[test]
fn limits_count_characters() {
    assert!(parsed(&"語".repeat(200)).is_ok());
    assert_eq!(parsed(&"語".repeat(201)), Err(Invalid::TooLong(Length { limit: 200, found: 201 })));
    assert!(parsed(&format!("{}\u{200b}", "語".repeat(200))).is_ok());
    assert_eq!(reasons("too short"), Err(Invalid::TooShort(Length { limit: 20, found: 9 })));
}

#[test]
fn accepted_names_parse_back() {
    for c in all() {
        for typed in [format!("{c}"), format!("{c}é{c}"), format!("語{c}\u{200d}{c} \u{200b}")] {
            if let Ok(name) = parsed(&typed) {
                assert_eq!(parsed(name.as_str()), Ok(name), "{c:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn invisible_characters_around_a_name_never_change_it(
        name in "[A-Z][a-z]{0,9}( [A-Z][a-z]{0,9}){0,2}",
        before in prop::collection::vec(select(invisible()), 0..9), after in prop::collection::vec(select(invisible()), 0..9),
    ) {
        let text = |marks: Vec<char>| marks.into_iter().collect::<String>();
        let typed = format!("{}{name} {}", text(before), text(after));
        let parsed = parsed(&typed).unwrap();
        prop_assert_eq!(parsed.as_str(), name);
    }
}
