//! The order of results.

use super::query::Query;
use shared::site::Content;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Returns the public documents that have every term of the query or, if there are none, those that have any, with how many
/// they have: those with most terms first, then by score. The page that the site wants to lead such a query comes first, and
/// counts as one that has every term.
pub(super) fn rank(content: &Content, now: i64, query: &Query<'_>) -> Vec<(u32, usize)> {
    let mut scores: HashMap<u32, (usize, u64)> = HashMap::new();
    for posting in query.known.iter().flat_map(|term| &term.postings) {
        let (matching, score) = scores.entry(posting.document).or_default();
        *matching += 1;
        *score += u64::from(posting.score);
    }
    let hidden = content.hidden(now);
    scores.retain(|document, _| !hidden.contains(document));
    if scores.values().any(|(matching, _)| *matching == query.len()) {
        scores.retain(|_, (matching, _)| *matching == query.len());
    }
    let best = query.best().filter(|best| !hidden.contains(best));
    if let Some(best) = best {
        scores.entry(best).or_default().0 = query.len();
    }
    let mut ranked: Vec<_> = scores.into_iter().collect();
    ranked.sort_by_key(|(document, score)| (Some(*document) != best, Reverse(*score), *document));
    ranked.into_iter().map(|(document, (matching, _))| (document, matching)).collect()
}
