//! The part of a text where most of the words stand that were asked for.

use serde::Serialize;
use shared::site::terms::words;
use std::collections::BTreeSet;

/// A stretch of text, and whether it is a word that was asked for.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    text: String,
    hit: bool,
}

/// At most about `length` bytes of `text`, with the words that stand for one of `terms` apart.
pub(super) fn excerpt(text: &str, terms: &BTreeSet<String>, length: usize) -> Vec<Piece> {
    let all: Vec<_> = words(text).map(|word| (word, word.terms().any(|term| terms.contains(&term)))).collect();
    let hits: Vec<usize> = all.iter().filter(|(_, hit)| *hit).map(|(word, _)| word.start).collect();
    let within = |from: usize| hits.iter().filter(|hit| (from..from.saturating_add(length)).contains(*hit)).count();
    // Of the places where a hit begins, the one with most hits after it; then some words before, for the sense of it.
    let best = hits.iter().copied().rev().max_by_key(|hit| within(*hit)).unwrap_or(0);
    let start = if text.len() <= length { 0 } else { best.saturating_sub(length / 4) };
    let start = all.iter().map(|(word, _)| word.start).find(|at| *at >= start).filter(|_| start > 0).unwrap_or(0);
    let end = all.iter().map(|(word, _)| word.start + word.text.len()).find(|end| *end >= start.saturating_add(length));
    let end = end.unwrap_or(text.len());

    let mut pieces = Vec::new();
    let mut plain = if start > 0 { "… ".to_owned() } else { String::new() };
    let mut at = start;
    for (word, _) in all.iter().filter(|(word, hit)| *hit && (start..end).contains(&word.start)) {
        plain.push_str(text.get(at..word.start).unwrap_or_default());
        pieces.push(Piece { text: std::mem::take(&mut plain), hit: false });
        pieces.push(Piece { text: word.text.to_owned(), hit: true });
        at = word.start + word.text.len();
    }
    plain.push_str(text.get(at..end).unwrap_or_default());
    if end < text.trim_end().len() {
        plain.push_str(" …");
    }
    pieces.push(Piece { text: plain, hit: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, terms: &[&str], length: usize) -> String {
        let terms = terms.iter().map(|term| (*term).to_owned()).collect();
        let pieces = excerpt(text, &terms, length);
        pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn hits_are_set_apart_whatever_their_case_and_number() {
        assert_eq!(marked("Trials and a trial, études", &["trial", "etude"], 999), "[Trials] and a [trial], [études]");
    }

    #[test]
    fn a_long_text_is_cut_around_its_hits() {
        let text = format!("{} data protection in trials {}", "many words ".repeat(40), "and more ".repeat(40));
        let cut = marked(&text, &["data", "protection"], 60);
        assert!(cut.starts_with("… ") && cut.ends_with(" …") && cut.contains("[data] [protection]"), "{cut}");
        assert!(cut.len() < 110, "{cut}");
    }

    #[test]
    fn any_text_can_be_cut() {
        for text in ["", "é", "日本語の文章", "a\u{301}b", "🧪🧪🧪 x"] {
            for length in 0..8 {
                marked(text, &["b"], length);
            }
        }
    }
}
