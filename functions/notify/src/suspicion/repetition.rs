//! Detects repeated text.

use super::FreeText;

/// Texts of at most this many letters, such as "n/a", may be equal by chance.
const TRIVIAL: usize = 4;
/// The longest repeated phrase that is detected, in letters.
const PHRASE: usize = 60;
/// How often a phrase has to occur.
const TIMES: usize = 3;

/// Returns whether answers of different kinds are the same text, or a long one repeats one phrase.
pub(super) fn is_repeated(text: &FreeText<'_>) -> bool {
    let kinds = [&text.names, &text.titles, &text.remarks].map(|kind| letters_of(kind));
    let [names, titles, remarks] = &kinds;
    let long: Vec<_> = text.long.iter().map(|text| letters(text)).collect();
    let shared = |one: &[Vec<char>], other: &[Vec<char>]| one.iter().any(|text| other.contains(text));
    shared(names, titles)
        || shared(names, remarks)
        || shared(titles, remarks)
        || kinds.iter().any(|kind| shared(kind, &long))
        || long.iter().any(|text| repeats_one_phrase(text))
}

fn letters_of(texts: &[&str]) -> Vec<Vec<char>> {
    texts.iter().map(|text| letters(text)).filter(|letters| letters.len() > TRIVIAL).collect()
}

/// Returns the letters and digits of a text in lower case.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns whether the text is only one phrase, repeated at least three times. The last repetition may be cut off.
fn repeats_one_phrase(letters: &[char]) -> bool {
    let longest = PHRASE.min(letters.len() / TIMES);
    (1..=longest).any(|length| letters.iter().zip(letters.iter().skip(length)).all(|(one, next)| one == next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_phrase_is_detected_with_or_without_spaces() {
        for text in [
            "test test test test test",
            "Test, test. TEST! test - tes",
            "asdfasdfasdfasdfasdfasdf",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "buy cheap shoes buy cheap shoes buy cheap shoes",
            "加入协会加入协会加入协会加入协会加入协会",
        ] {
            assert!(repeats_one_phrase(&letters(text)), "{text}");
        }
    }

    #[test]
    fn sentences_are_not_repetition() {
        for text in [
            "We run trials in nine countries. We would like to help shape the rules.",
            "We would like to join. We would like to join.",
            "",
            "…",
        ] {
            assert!(!repeats_one_phrase(&letters(text)), "{text}");
        }
    }

    #[test]
    fn equal_answers_of_one_kind_are_not_repetition() {
        let (names, titles) = (vec!["Ada Lovelace", "Ada Lovelace"], vec!["Owner", "owner"]);
        assert!(!is_repeated(&FreeText { names, titles, ..FreeText::default() }));
    }

    #[test]
    fn equal_answers_of_different_kinds_are_repetition_unless_trivial() {
        let name_and_remark = |text| FreeText { names: vec![text], remarks: vec![text], ..FreeText::default() };
        assert!(is_repeated(&name_and_remark("Viagra online")));
        assert!(!is_repeated(&name_and_remark("N/A")));
        let text = FreeText {
            titles: vec!["The best offers for you"],
            long: vec!["the best offers, for you!"],
            ..FreeText::default()
        };
        assert!(is_repeated(&text));
    }
}
