//! Many records in one block of bytes, each found by its key without reading the others.
//!
//! So starting a function costs the same with ten pages as with ten thousand. The layout, in little-endian `u32`: the count;
//! for each record, in key order, the offset and length of its key and of its value; then the bytes.

use std::collections::BTreeMap;
use std::num::TryFromIntError;

const NUMBER: usize = size_of::<u32>();
const ENTRY: usize = 4 * NUMBER;

/// Records by key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
}

impl<'a> Archive<'a> {
    /// Wraps the bytes of an encoded archive. Any other bytes hold no records.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Returns the number of records, limited to those that fit.
    pub(crate) fn len(self) -> usize {
        self.number(0).unwrap_or(0).min(self.bytes.len() / ENTRY)
    }

    /// Returns the value under `key`.
    pub(crate) fn get(self, key: &str) -> Option<&'a [u8]> {
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

    /// Returns the bytes at the offset and length in fields `field` and `field + 1` of an entry.
    fn part(self, index: usize, field: usize) -> Option<&'a [u8]> {
        let at = NUMBER + index * ENTRY + field * NUMBER;
        let start = self.number(at)?;
        self.bytes.get(start..start.checked_add(self.number(at + NUMBER)?)?)
    }

    fn number(self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at + NUMBER)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    }
}

/// Encodes records as an [`Archive`].
///
/// # Errors
/// When they exceed 4 GiB.
pub(crate) fn encode(records: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, TryFromIntError> {
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

    fn encoded(keys: &[&str]) -> Vec<u8> {
        let records = keys.iter().map(|key| (key.to_string(), format!("value of {key}").into_bytes())).collect();
        encode(&records).unwrap()
    }

    #[test]
    fn every_record_is_found_by_its_key() {
        let keys = ["", "/", "/a", "/b", "/über"];
        let bytes = encoded(&keys);
        let archive = Archive::new(&bytes);
        assert_eq!(archive.len(), keys.len());
        for key in keys {
            assert_eq!(archive.get(key), Some(format!("value of {key}").as_bytes()));
        }
    }

    #[test]
    fn a_missing_key_is_not_found() {
        assert_eq!(Archive::new(&encoded(&["/a", "/c"])).get("/b"), None);
        assert_eq!(Archive::new(&encoded(&[])).get("/b"), None);
    }

    #[test]
    fn other_bytes_hold_no_records() {
        for bytes in [&[][..], &[9], &[255, 255, 255, 255], &[1, 0, 0, 0, 9, 9, 9, 9, 255, 255, 255, 255]] {
            assert_eq!(Archive::new(bytes).get("/"), None);
        }
    }
}
