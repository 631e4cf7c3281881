//! The embedded lists.

use sha2::{Digest, Sha256};

/// Returns the entries of a hand-written list, one a line, without comments.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Returns whether a list of fingerprints contains an entry. A fingerprint is the first five bytes of the SHA-256. The
/// list is sorted, and `build.rs` writes all first bytes before the other four of each, so that it compresses to four
/// bytes an entry. With 70,000 entries, one in 15 million lookups is a false positive.
pub(crate) fn contains(fingerprints: &[u8], entry: &str) -> bool {
    let [first, a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(entry));
    let (first_bytes, others) = fingerprints.split_at(fingerprints.len() / 5);
    let start = first_bytes.partition_point(|byte| *byte < first);
    let end = first_bytes.partition_point(|byte| *byte <= first);
    let others = others.as_chunks::<4>().0.get(start..end);
    others.is_some_and(|others| others.binary_search(&[a, b, c, d]).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_contains_its_entries_and_nothing_else() {
        let mut fingerprints: Vec<_> = (0..1000).map(|n| <[u8; 32]>::from(Sha256::digest(n.to_string()))).collect();
        fingerprints.sort_unstable();
        let first = fingerprints.iter().map(|hash| hash[0]);
        let list: Vec<_> = first.chain(fingerprints.iter().flat_map(|hash| hash[1..5].to_vec())).collect();
        assert!((0..1000).all(|n| contains(&list, &n.to_string())));
        assert!(!contains(&list, "1000") && !contains(&list, ""));
        assert!(!contains(&[], "0"));
    }
}
