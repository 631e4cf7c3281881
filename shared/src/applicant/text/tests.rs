use super::*;
use crate::applicant::unicode::tests::{all, invisible};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use proptest::prelude::*;
use proptest::sample::select;

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
        assert_eq!(OrganizationName::parse(name).unwrap().as_str(), name);
    }
}

#[test]
fn space_is_normalized() {
    assert_eq!(PersonName::parse("  Ada \t  Lovelace\u{a0}").unwrap().as_str(), "Ada Lovelace");
    let reasons = JoinReasons::parse(" one  \r\n\r\ntwo, and so on and on \n ").unwrap();
    assert_eq!(reasons.as_str(), "one\n\ntwo, and so on and on");
}

#[test]
fn invisible_characters_at_the_ends_are_trimmed() {
    for c in invisible().into_iter().chain(['\u{2800}']) {
        let name = PersonName::parse(&format!("{c}{c} Ada Lovelace {c}{c}")).unwrap();
        assert_eq!(name.as_str(), "Ada Lovelace", "{c:?}");
        let reasons = format!("{c}\n{c}one\ntwo, and so on and on{c}\n{c}");
        assert_eq!(JoinReasons::parse(&reasons).unwrap().as_str(), "one\ntwo, and so on and on", "{c:?}");
    }
}

#[test]
fn an_invisible_name_is_refused() {
    for c in invisible().into_iter().chain(['\u{2800}']) {
        for typed in [c.to_string(), format!("{c} {c}"), format!("\u{2800}{c}\u{3164}\u{301}")] {
            assert_eq!(PersonName::parse(&typed), Err(Invalid::Invisible), "{c:?}");
            assert_eq!(OrganizationName::parse(&typed), Err(Invalid::Invisible), "{c:?}");
            assert_eq!(JobTitle::parse(&typed), Err(Invalid::Invisible), "{c:?}");
            assert_eq!(ShortText::parse(&typed), Err(Invalid::Invisible), "{c:?}");
        }
        assert_eq!(JoinReasons::parse(&c.to_string().repeat(20)), Err(Invalid::Invisible), "{c:?}");
    }
}

#[test]
fn combining_marks_alone_are_invisible() {
    let categories = CodePointMapData::<GeneralCategory>::new();
    for mark in categories.iter_ranges_for_group(GeneralCategoryGroup::Mark).flatten().filter_map(char::from_u32) {
        assert_eq!(PersonName::parse(&format!("{mark}{mark}")), Err(Invalid::Invisible), "{mark:?}");
        assert!(PersonName::parse(&format!("x{mark}x")).is_ok(), "{mark:?}");
    }
}

#[test]
fn control_characters_are_refused() {
    for control in all().filter(|c| c.is_control() && !c.is_whitespace()) {
        assert_eq!(PersonName::parse(&format!("Ada{control}")), Err(Invalid::Unprintable), "{control:?}");
    }
    assert_eq!(JoinReasons::parse("long enough to be a reason \u{1b}[2J"), Err(Invalid::Unprintable));
}

#[test]
fn limits_count_characters() {
    assert!(OrganizationName::parse(&"語".repeat(200)).is_ok());
    assert_eq!(OrganizationName::parse(&"語".repeat(201)), Err(Invalid::TooLong(200)));
    assert!(OrganizationName::parse(&format!("{}\u{200b}", "語".repeat(200))).is_ok());
    assert_eq!(JoinReasons::parse("too short"), Err(Invalid::TooShort(20)));
}

#[test]
fn accepted_names_parse_back() {
    for c in all() {
        for typed in [format!("{c}"), format!("{c}é{c}"), format!("語{c}\u{200d}{c} \u{200b}")] {
            if let Ok(name) = PersonName::parse(&typed) {
                assert_eq!(PersonName::parse(name.as_str()), Ok(name), "{c:?}");
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
        let parsed = PersonName::parse(&typed).unwrap();
        prop_assert_eq!(parsed.as_str(), name);
    }
}
