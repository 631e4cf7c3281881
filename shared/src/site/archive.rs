//! Many records in one block of bytes, each found by its key without reading the others.
//!
//! Starting a function costs the same with ten pages as with ten thousand: nothing is decoded until it is asked for.
//! Layout, all numbers little-endian `u32`: the count; for each record, in the order of the keys, where its key starts,
//! how long it is, where its value starts, how long that is; then the bytes. Like `model.rs`, this file is compiled
//! both here and in the `site` crate.

use std::borrow::Cow;

const NUMBER: usize = size_of::<u32>();
const ENTRY: usize = 4 * NUMBER;

/// Records that are found by key.
#[derive(Debug, Clone)]
pub struct Archive {
    bytes: Cow<'static, [u8]>,
}

impl Archive {
    /// Wraps bytes that the `site` crate wrote. Anything else holds no records.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        Self { bytes: bytes.into() }
    }

    /// How many records there are: never more than there is room for.
    pub fn len(&self) -> usize {
        self.number(0).unwrap_or(0).min(self.bytes.len() / ENTRY)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.part(middle, 0)?.cmp(key.as_bytes()) {
                std::cmp::Ordering::Equal => return self.part(middle, 2),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| std::str::from_utf8(self.part(index, 0)?).ok())
    }

    /// The bytes that the `field`th and the next number of an entry point at.
    fn part(&self, index: usize, field: usize) -> Option<&[u8]> {
        let at = NUMBER + index * ENTRY + field * NUMBER;
        let start = self.number(at)?;
        self.bytes.get(start..start.checked_add(self.number(at + NUMBER)?)?)
    }

    fn number(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at + NUMBER)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    }
}

/// Lays records out for [`Archive`].
///
/// # Errors
/// When they take more than 4 GiB together.
#[allow(dead_code, reason = "called by the copy of this file in the site crate, and by tests")]
pub fn encode(records: &std::collections::BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, std::num::TryFromIntError> {
    let mut bytes = u32::try_from(records.len())?.to_le_bytes().to_vec();
    let mut at = NUMBER + records.len() * ENTRY;
    for (key, value) in records {
        for part in [key.as_bytes(), value] {
            bytes.extend(u32::try_from(at)?.to_le_bytes());
            bytes.extend(u32::try_from(part.len())?.to_le_bytes());
            at += part.len();
        }
    }
    for (key, value) in records {
        bytes.extend(key.as_bytes());
        bytes.extend(value);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(keys: &[&str]) -> Archive {
        let records = keys.iter().map(|key| (key.to_string(), format!("value of {key}").into_bytes())).collect();
        Archive::new(encode(&records).unwrap())
    }

    #[test]
    fn every_record_is_found_by_its_key() {
        let keys = ["", "/", "/a", "/b", "/über"];
        let archive = archive(&keys);
        for key in keys {
            assert_eq!(archive.get(key), Some(format!("value of {key}").as_bytes()));
        }
        assert_eq!(archive.keys().collect::<Vec<_>>(), keys);
    }

    #[test]
    fn a_key_that_is_not_there_is_not_found() {
        assert_eq!(archive(&["/a", "/c"]).get("/b"), None);
        assert_eq!(archive(&[]).get("/b"), None);
    }

    #[test]
    fn bytes_that_are_no_archive_hold_nothing() {
        for bytes in [&[][..], &[9], &[255, 255, 255, 255], &[1, 0, 0, 0, 9, 9, 9, 9, 255, 255, 255, 255]] {
            let archive = Archive::new(bytes.to_vec());
            assert_eq!(archive.get("/"), None);
            assert_eq!(archive.keys().count(), 0);
        }
    }
}
