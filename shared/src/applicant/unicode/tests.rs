use super::*;
use icu_properties::props::UnifiedIdeograph;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Returns the invisible characters: Unicode's default ignorable ones, and the other format characters that are not drawn.
pub(in crate::applicant) fn invisible() -> Vec<char> {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().iter_ranges().flatten();
    let format = CodePointMapData::<GeneralCategory>::new().iter_ranges_for_value(GeneralCategory::Format).flatten();
    let all: BTreeSet<char> = ignorable.chain(format).filter_map(char::from_u32).collect();
    all.into_iter().filter(|c| !has::<PrependedConcatenationMark>(*c)).collect()
}

/// Returns the decimal digits of every script, in runs from 0 to 9.
pub(in crate::applicant) fn digits() -> Vec<Vec<char>> {
    let ranges = CodePointMapData::<GeneralCategory>::new().iter_ranges_for_value(GeneralCategory::DecimalNumber);
    let all: Vec<char> = ranges.flatten().filter_map(char::from_u32).collect();
    all.chunks(10).map(<[char]>::to_vec).collect()
}

/// Returns every dash and hyphen.
pub(in crate::applicant) fn dashes() -> Vec<char> {
    CodePointSetData::new::<Dash>().iter_ranges().flatten().filter_map(char::from_u32).collect()
}

/// Returns every assigned character, but only one in 64 Chinese ideographs and Korean syllables.
pub(in crate::applicant) fn all() -> impl Iterator<Item = char> {
    let assigned = |c: char| !matches!(category(c), GeneralCategory::Unassigned | GeneralCategory::PrivateUse);
    let is_sampled =
        |c: char| has::<UnifiedIdeograph>(c) || matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{17000}'..='\u{18cff}');
    ('\0'..=char::MAX).filter(move |c| assigned(*c) && (!is_sampled(*c) || u32::from(*c) % 64 == 0))
}

#[test]
fn invisible_characters_match_unicode() {
    let invisible = invisible();
    assert!(invisible.len() > 4_000, "{}", invisible.len());
    let all = ('\0'..=char::MAX).filter(|c| is_invisible(*c));
    assert!(all.eq(invisible.iter().copied()));
    let named = "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180b}\u{180e}\u{200b}\u{200c}\
        \u{200d}\u{200e}\u{200f}\u{202a}\u{202c}\u{2060}\u{2066}\u{2069}\u{3164}\u{fe00}\
        \u{fe0f}\u{feff}\u{ffa0}\u{fff9}\u{1d173}\u{e0001}\u{e0041}\u{e007f}\u{e0100}\u{e01ef}";
    assert_eq!(named.chars().find(|c| !is_invisible(*c)), None);
    let seen = ['a', '0', ' ', '-', 'é', '語', '\u{301}', '\u{600}', '\u{2800}', '\u{fffd}', '\u{e000}', '😀'];
    assert_eq!(seen.into_iter().find(|c| is_invisible(*c)), None);
}

#[test]
fn text_without_visible_characters_is_blank() {
    for c in invisible().into_iter().chain(all().filter(|c| c.is_whitespace())).chain(['\u{2800}']) {
        assert!(is_blank(&format!("{c} {c}")) && !has_visible(&c.to_string()), "{c:?}");
    }
    assert!(is_blank(""));
    assert!(!is_blank("\u{200b}a") && has_visible("\u{200b}a"));
    assert!(!is_blank("\0") && !is_blank("\u{301}") && !has_visible("\u{301}"));
}

#[test]
fn invisible_characters_are_trimmed_at_both_ends() {
    for c in invisible() {
        assert_eq!(trim(&format!("{c} {c}Ada{c}\u{a0}{c}")), "Ada", "{c:?}");
        assert_eq!(visible(&format!("{c} {c}A{c}da{c} {c}")), "Ada", "{c:?}");
        assert_eq!(trim(&format!("Ad{c}a")), format!("Ad{c}a"), "{c:?}");
    }
}

#[test]
fn characters_that_shape_the_one_before_are_kept() {
    for name in [
        "\u{8fbb}\u{e0100}",      // a variant of 辻, as families write it
        "മോഹന\u{d4d}\u{200d}",    // Malayalam that ends with a chillu
        "می\u{200c}خواهم",        // Persian
        "ක\u{dca}\u{200d}ෂ",      // Sinhala
        "❤\u{fe0f}",              // an emoji
        "👩\u{200d}🔬",           // a joined one
        "ᠨᠠᠷ\u{180b}",            // Mongolian
        "葛\u{e0100}飾\u{e0101}", // variants within a name
    ] {
        assert_eq!((trim(name), visible(name).as_str()), (name, name));
    }
    assert_eq!(trim("\u{8fbb}\u{e0100}\u{200b}\u{fe0f}"), "\u{8fbb}\u{e0100}");
    assert_eq!(visible("exa\u{200d}mple"), "example", "joiners do nothing in ASCII");
}

#[test]
fn trimming_is_idempotent() {
    for c in all() {
        let text = format!("{c}\u{2060}ö{c}\u{200b}\u{2800}{c}");
        assert_eq!(trim(trim(&text)), trim(&text), "{c:?}");
        assert_eq!(visible(&visible(&text)), visible(&text), "{c:?}");
    }
}

#[test]
fn digits_have_the_value_of_their_position_in_a_run() {
    let runs = digits();
    assert!(runs.len() >= 70, "{}", runs.len());
    for run in runs {
        let values: String = run.iter().filter_map(|c| digit(*c)).collect();
        assert_eq!(values, "0123456789", "{run:?}");
        // A compatibility mapping, where there is one, gives the same value.
        let mapped: String = run.iter().copied().nfkc().filter(char::is_ascii_digit).collect();
        assert!(["", "0123456789"].contains(&mapped.as_str()), "{run:?}");
    }
    for c in ['a', '²', 'Ⅷ', '五', '½', '\u{19da}', '\u{10a40}'] {
        assert_eq!(digit(c), None, "{c:?}");
    }
}

#[test]
fn compatibility_characters_fold_as_in_nfkc() {
    let mut folded = 0;
    for c in all().filter(|c| !c.is_ascii()) {
        let nfkc: String = std::iter::once(c).nfkc().collect();
        if nfkc.chars().all(|c| c.is_ascii_alphanumeric()) {
            assert_eq!(folded_char(c), nfkc.to_lowercase(), "{c:?}");
            folded += 1;
        }
    }
    assert!(folded > 1_000, "{folded}");
}
