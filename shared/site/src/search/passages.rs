//! Splits a text into passages, of which search results show one.

/// The length of a passage, in bytes, at most.
const LONGEST: usize = 220;

/// Splits a text at ends of sentences, or else between words.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        let (passage, after) = rest.split_at_checked(end(rest)).filter(|(passage, _)| !passage.is_empty())?;
        rest = after.trim_start();
        Some(passage.trim_end())
    })
}

/// Joins the lines of a passage, which are headings, paragraphs and items of lists, with a mark between those that end
/// without one.
pub(super) fn on_one_line(passage: &str) -> String {
    let mut joined = String::with_capacity(passage.len());
    for line in passage.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !joined.is_empty() {
            joined.push_str(if joined.ends_with(['.', '!', '?', ':', ';', ',']) { " " } else { " · " });
        }
        joined.push_str(line);
    }
    joined
}

/// Returns where the first passage of a text ends.
fn end(text: &str) -> usize {
    let Some(window) = text.get(..text.floor_char_boundary(LONGEST)).filter(|window| window.len() < text.len()) else {
        return text.len();
    };
    let is_end = |(at, mark): &(usize, &str)| {
        let after = text.get(at + mark.len()..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
        *at >= LONGEST / 2 && (after || *mark == "\n")
    };
    let sentence = window.rmatch_indices(['.', '!', '?', '\n']).find(is_end).map(|(at, mark)| at + mark.len());
    sentence.or_else(|| window.rfind(char::is_whitespace)).filter(|end| *end > 0).unwrap_or(window.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages(text: &str) -> Vec<&str> {
        split(text).collect()
    }

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(
            on_one_line("Ask us.\nWhat you need\n\nThe form\nfour parts."),
            "Ask us. What you need · The form · four parts."
        );
    }

    #[test]
    fn a_passage_ends_with_a_sentence_or_else_with_a_word() {
        let sentence = format!("{}end.", "word ".repeat(28));
        assert_eq!(passages(&format!("{sentence} {sentence}\n\n{sentence}")), [sentence.as_str(); 3]);
        let long = "word ".repeat(100);
        let split = passages(&long);
        assert!(split.iter().all(|passage| passage.len() <= LONGEST && passage.ends_with("word")), "{split:?}");
        assert_eq!(split.join(" "), long.trim());
    }

    #[test]
    fn any_text_has_passages() {
        assert_eq!(passages(""), [""; 0]);
        assert_eq!(passages(" \n "), [""; 0]);
        assert_eq!(passages("Version 1.2 is out."), ["Version 1.2 is out."]);
        let unbroken = "é".repeat(300);
        assert_eq!(passages(&unbroken).concat(), unbroken);
    }
}
