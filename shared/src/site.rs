//! The site as a value: who it belongs to, the words of its form, its pages and its files.
//!
//! What is embedded was compiled from `shared/site/` when the function was built. The local stack compiles it again
//! and hands in another value; nothing else differs.

mod archive;
mod model;
mod prepared;
mod spelling;
pub mod terms;

pub use archive::Archive;
pub use model::{
    Asset, Card, Choice, Document, Entry, FieldWords, Figure, Form, Item, Kind, Letter, Link, List, Page, Posting,
    SectionWords, Site, Window,
};
pub use prepared::{Moments, Part, Piece, Prepared, Rendering};

use serde::Deserialize;

/// The bytes are not what the `site` crate writes.
#[derive(Debug)]
pub struct Undecodable(postcard::Error);

impl std::fmt::Display for Undecodable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the compiled site can't be read")
    }
}

impl std::error::Error for Undecodable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl Site {
    /// The site that this crate was built with.
    ///
    /// # Errors
    /// Never, unless build and crate are out of step.
    pub fn embedded() -> Result<Self, Undecodable> {
        Self::decode(include_bytes!(concat!(env!("OUT_DIR"), "/site.bin")))
    }

    /// Reads what `site::compile` wrote.
    ///
    /// # Errors
    /// When it did not write these bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Undecodable> {
        postcard::from_bytes(bytes).map_err(Undecodable)
    }
}

impl Form {
    /// The words that this crate was built with.
    ///
    /// # Errors
    /// Never, unless build and crate are out of step.
    pub fn embedded() -> Result<Self, Undecodable> {
        Self::decode(include_bytes!(concat!(env!("OUT_DIR"), "/form.bin")))
    }

    /// Reads what `site::compile` wrote.
    ///
    /// # Errors
    /// When it did not write these bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Undecodable> {
        postcard::from_bytes(bytes).map_err(Undecodable)
    }

    /// What can be chosen for `field`, in the order shown; empty where answers are typed.
    pub fn choices(&self, field: &str) -> &[Choice] {
        self.choices.get(field).map_or(&[], Vec::as_slice)
    }

    /// What is read for a chosen `value`; the value itself if it is offered no longer.
    pub fn label<'a>(&'a self, field: &str, value: &'a str) -> &'a str {
        self.choices(field).iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label)
    }
}

/// The record under `key`, decoded.
pub fn find<'a, T: Deserialize<'a>>(records: &'a Archive, key: &str) -> Option<T> {
    postcard::from_bytes(records.get(key)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_embedded_can_be_read() {
        assert_eq!(Site::embedded().unwrap().short_name, "ACRO");
        assert_eq!(Form::embedded().unwrap().label("kind", "both"), "Both");
    }
}
