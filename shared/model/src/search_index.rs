//! The search index.

use crate::page::Item;
use serde::{Deserialize, Serialize};

/// An indexed page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The page's entry in results.
    pub item: Item,
    /// The text, without markup.
    pub text: String,
}

/// A term's occurrence in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The document's number.
    pub document: u32,
    /// The score, in thousandths.
    pub score: u32,
}
