//! The same text again and again.

use super::Typed;

/// Shorter texts, such as "n/a", are alike by chance.
const TRIVIAL: usize = 4;
/// The longest phrase, in letters, that is noticed when it is repeated.
const PHRASE: usize = 60;
/// How often it has to stand there.
const TIMES: usize = 3;

/// Whether the same text was given for questions of different kinds, or the reasons to join say one thing over and over.
pub(super) fn is_repeated(typed: &Typed<'_>) -> bool {
    let kinds = [&typed.names, &typed.titles, &typed.remarks].map(|kind| letters_of(kind));
    let [names, titles, remarks] = &kinds;
    let reasons = letters(typed.reasons_to_join);
    let shared = |one: &[Vec<char>], other: &[Vec<char>]| one.iter().any(|text| other.contains(text));
    shared(names, titles)
        || shared(names, remarks)
        || shared(titles, remarks)
        || kinds.iter().flatten().any(|text| *text == reasons)
        || says_one_thing(&reasons)
}

fn letters_of(texts: &[&str]) -> Vec<Vec<char>> {
    texts.iter().map(|text| letters(text)).filter(|letters| letters.len() > TRIVIAL).collect()
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether it is a word or a short phrase at least three times, and nothing else; the last may be cut off.
fn says_one_thing(letters: &[char]) -> bool {
    let longest = PHRASE.min(letters.len() / TIMES);
    (1..=longest).any(|length| letters.iter().zip(letters.iter().skip(length)).all(|(one, next)| one == next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_over_and_over_is_noticed_with_or_without_spaces() {
        for text in [
            "test test test test test",
            "Test, test. TEST! test - tes",
            "asdfasdfasdfasdfasdfasdf",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "buy cheap shoes buy cheap shoes buy cheap shoes",
            "加入协会加入协会加入协会加入协会加入协会",
        ] {
            assert!(says_one_thing(&letters(text)), "{text}");
        }
    }

    #[test]
    fn sentences_are_not() {
        for text in [
            "We run trials in nine countries. We would like to help shape the rules.",
            "We would like to join. We would like to join.",
            "",
            "…",
        ] {
            assert!(!says_one_thing(&letters(text)), "{text}");
        }
    }

    #[test]
    fn names_may_be_like_names_and_titles_like_titles() {
        let typed =
            Typed { names: vec!["Ada Lovelace", "Ada Lovelace"], titles: vec!["Owner", "owner"], ..Typed::default() };
        assert!(!is_repeated(&typed));
    }

    #[test]
    fn a_text_that_answers_different_questions_is_repeated_unless_it_is_trivial() {
        let with = |text| Typed { names: vec![text], remarks: vec![text], ..Typed::default() };
        assert!(is_repeated(&with("Viagra online")));
        assert!(!is_repeated(&with("N/A")));
        let why = Typed {
            titles: vec!["The best offers for you"],
            reasons_to_join: "the best offers, for you!",
            ..Typed::default()
        };
        assert!(is_repeated(&why));
    }
}
