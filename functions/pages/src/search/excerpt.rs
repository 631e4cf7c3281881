//! The passage of a page that has most of the words of a query, with the words marked.

use serde::Serialize;
use shared::site::PASSAGES;
use shared::site::terms::Terms;
use std::ops::Range;

/// A part of an excerpt; a hit is a word of the query.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fragment {
    text: String,
    hit: bool,
}

/// Returns the first of the passages with most terms, marked. Each of `terms` has a bit for each passage that has it.
pub(super) fn excerpt(passages: &[&str], terms: &(impl Iterator<Item = u64> + Clone), marked: &Terms) -> Vec<Fragment> {
    let matching = |number: usize| terms.clone().filter(|bits| bits >> number.min(PASSAGES - 1) & 1 == 1).count();
    // The last of equals, in reverse.
    let best = (0..passages.len()).rev().max_by_key(|number| matching(*number)).unwrap_or(0);
    let Some(passage) = passages.get(best) else { return Vec::new() };
    // The first passage is the summary.
    let (start, end) = (if best > 1 { "… " } else { "" }, if passage.ends_with(['.', '!', '?']) { "" } else { " …" });
    mark(&format!("{start}{passage}{}", if best == 0 { "" } else { end }), marked)
}

/// Returns a text with the words and phrases that are among the terms as hits.
pub(super) fn mark(text: &str, terms: &Terms) -> Vec<Fragment> {
    let (mut fragments, mut at) = (Vec::new(), 0);
    let mut push = |text: &str, hit: bool| {
        if !text.is_empty() {
            fragments.push(Fragment { text: text.to_owned(), hit });
        }
    };
    for Range { start, end } in terms.find(text) {
        push(text.get(at..start).unwrap_or_default(), false);
        push(text.get(start..end).unwrap_or_default(), true);
        at = end;
    }
    push(text.get(at..).unwrap_or_default(), false);
    fragments
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::site::terms::Language;

    fn terms(terms: &[&str]) -> Terms {
        Terms::new(Language::English, terms.iter().map(|term| (*term).to_owned()))
    }

    fn text(fragments: &[Fragment]) -> String {
        let marked = |part: &Fragment| if part.hit { format!("[{}]", part.text) } else { part.text.clone() };
        fragments.iter().map(marked).collect()
    }

    #[test]
    fn hits_match_in_any_case_and_number() {
        let marked = mark("Members and a member, études", &terms(&["member", "etude"]));
        assert_eq!(text(&marked), "[Members] and a [member], [études]");
    }

    #[test]
    fn the_passage_with_most_terms_is_shown() {
        let passages = ["A summary.", "The start", "Data in a school.", "data protection goes on"];
        let shown = |bits: &[u64]| text(&excerpt(&passages, &bits.iter().copied(), &terms(&["data", "protection"])));
        assert_eq!(shown(&[]), "A summary.");
        assert_eq!(shown(&[0b0010]), "The start …");
        assert_eq!(shown(&[0b1100]), "… [Data] in a school.");
        assert_eq!(shown(&[0b1100, 0b1000]), "… [data] [protection] goes on …");
    }

    #[test]
    fn passages_after_the_last_bit_share_it() {
        let passages = vec!["x"; PASSAGES + 3];
        assert_eq!(text(&excerpt(&passages, &[1 << (PASSAGES - 1)].into_iter(), &terms(&[]))), "… x …");
        assert!(excerpt(&[], &[1].into_iter(), &terms(&[])).is_empty());
    }

    #[test]
    fn any_text_can_be_marked() {
        for sample in ["", "é", "日本語の文章", "a\u{301}b", "🧪🧪🧪 x"] {
            let whole: String = mark(sample, &terms(&["b"])).iter().map(|part| part.text.as_str()).collect();
            assert_eq!(whole, sample);
        }
    }
}
