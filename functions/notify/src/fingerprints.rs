//! A long list that is only asked whether it has an entry, in a quarter of its space, and seven tenths of what it takes
//! when it is zipped.
//!
//! Of each entry the first five bytes of its SHA-256 are kept, as a [pack
//! index](https://git-scm.com/docs/gitformat-pack) of Git keeps its names: 256 numbers of four bytes, most significant
//! first, which say how many entries begin with that byte or a lower one; then the other four bytes of each, sorted. Of
//! 15 million entries that are not in a list of 70,000, one is taken for one that is.
//!
//! `build.rs` has this file as well, and makes the lists.

use sha2::{Digest, Sha256};

const FAN_OUT: usize = 256;
/// Bytes of a number of the fan-out, and of what is kept of an entry behind it.
const WORD: usize = 4;

/// Whether a list has an entry.
#[allow(dead_code, reason = "not in build.rs")]
pub(crate) fn has(list: &[u8], entry: &str) -> bool {
    let (first, rest) = fingerprint(entry);
    let up_to = |byte: usize| -> Option<usize> {
        let start = byte * WORD;
        let number = list.get(start..start + WORD)?.first_chunk()?;
        usize::try_from(u32::from_be_bytes(*number)).ok()
    };
    let begin = usize::from(first).checked_sub(1).map_or(Some(0), up_to);
    let (entries, _) = list.get(FAN_OUT * WORD..).unwrap_or_default().as_chunks::<WORD>();
    let same_first = begin.zip(up_to(first.into())).and_then(|(begin, end)| entries.get(begin..end));
    same_first.is_some_and(|entries| entries.binary_search(&rest).is_ok())
}

/// The list of some entries.
#[allow(dead_code, reason = "in build.rs only")]
pub(crate) fn list<'a>(entries: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut fingerprints: Vec<_> = entries.into_iter().map(fingerprint).collect();
    fingerprints.sort_unstable();
    let up_to = |byte| u32::try_from(fingerprints.partition_point(|(first, _)| *first <= byte)).unwrap_or(u32::MAX);
    let fan_out = (0..=u8::MAX).flat_map(|byte| up_to(byte).to_be_bytes());
    fan_out.chain(fingerprints.iter().flat_map(|(_, rest)| *rest)).collect()
}

fn fingerprint(entry: &str) -> (u8, [u8; WORD]) {
    let [first, a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(entry));
    (first, [a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_its_entries_and_no_others() {
        let entries: Vec<_> = (0..5_000).map(|number| format!("{number}.example")).collect();
        let made = list(entries.iter().map(String::as_str));
        assert_eq!(made.len(), (FAN_OUT + entries.len()) * WORD);
        for entry in &entries {
            assert!(has(&made, entry), "{entry}");
        }
        for number in 5_000..20_000 {
            assert!(!has(&made, &format!("{number}.example")), "{number}");
        }
    }

    #[test]
    fn a_list_may_be_empty() {
        assert!(!has(&list([]), "a.example") && !has(&[], "a.example"));
    }
}
