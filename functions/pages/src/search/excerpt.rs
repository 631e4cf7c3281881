//! The part of a text that contains most of the words of a query.

use serde::Serialize;
use shared::site::terms::{Terms, Word, words};

/// A part of an excerpt; a hit is a word of the query.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fragment {
    text: String,
    hit: bool,
}

/// Returns about `length` bytes of `text` around the most hits.
pub(super) fn excerpt(text: &str, terms: &Terms, length: usize) -> Vec<Fragment> {
    let all: Vec<Word<'_>> = words(text).collect();
    let hits: Vec<Word<'_>> = all.iter().copied().filter(|word| terms.match_word(word)).collect();
    let following =
        |from: usize| hits.iter().filter(|hit| (from..from.saturating_add(length)).contains(&hit.start)).count();
    // Starts at the hit that most hits follow, with a few words before it for context.
    let best = hits.iter().map(|hit| hit.start).rev().max_by_key(|hit| following(*hit)).unwrap_or(0);
    let start = if text.len() <= length { 0 } else { best.saturating_sub(length / 4) };
    let start = all.iter().map(|word| word.start).find(|at| *at >= start).filter(|_| start > 0).unwrap_or(0);
    let end = all.iter().map(|word| word.start + word.text.len()).find(|end| *end >= start.saturating_add(length));
    let end = end.unwrap_or(text.len());

    let mut fragments = Vec::new();
    let mut plain = if start > 0 { "… ".to_owned() } else { String::new() };
    let mut at = start;
    for hit in hits.iter().filter(|hit| (start..end).contains(&hit.start)) {
        plain.push_str(text.get(at..hit.start).unwrap_or_default());
        fragments.push(Fragment { text: std::mem::take(&mut plain), hit: false });
        fragments.push(Fragment { text: hit.text.to_owned(), hit: true });
        at = hit.start + hit.text.len();
    }
    plain.push_str(text.get(at..end).unwrap_or_default());
    if end < text.trim_end().len() {
        plain.push_str(" …");
    }
    fragments.push(Fragment { text: plain, hit: false });
    fragments.retain(|fragment| !fragment.text.is_empty());
    fragments
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::site::terms::Language;

    fn marked(text: &str, terms: &[&str], length: usize) -> String {
        let terms = Terms::new(Language::English, terms.iter().map(|term| (*term).to_owned()));
        let fragments = excerpt(text, &terms, length);
        let marked = |part: &Fragment| if part.hit { format!("[{}]", part.text) } else { part.text.clone() };
        fragments.iter().map(marked).collect()
    }

    #[test]
    fn hits_match_in_any_case_and_number() {
        assert_eq!(
            marked("Members and a member, études", &["member", "etude"], 999),
            "[Members] and a [member], [études]"
        );
    }

    #[test]
    fn a_long_text_is_cut_around_its_hits() {
        let text = format!("{} data protection in school {}", "many words ".repeat(40), "and more ".repeat(40));
        let cut = marked(&text, &["data", "protection"], 60);
        assert!(cut.starts_with("… ") && cut.ends_with(" …") && cut.contains("[data] [protection]"), "{cut}");
        assert!(cut.len() < 110, "{cut}");
    }

    #[test]
    fn any_text_has_an_excerpt() {
        for text in ["", "é", "日本語の文章", "a\u{301}b", "🧪🧪🧪 x"] {
            for length in 0..8 {
                marked(text, &["b"], length);
            }
        }
    }
}
