//! The site that the crate was built with, and the types of its parts.
//!
//! The site compiler compiles it from `shared/site/`. The local stack recompiles it after changes; nothing else
//! differs.

pub use model::{
    Asset, Card, Category, Closing, CommentLetter, Content, DecodeError, Document, Dues, Entry, Event, Figure, Filter,
    Form, FormDigest, FormDocuments, IndexedTerm, Item, Kind, KnownWord, Link, ListKind, ListPage, Locale, Members,
    News, PASSAGES, Page, PageKind, Policy, Posting, PublicationSchedule, RenderedPage, Rendering, Renewal, Shell,
    Site, Step, Visibility, fill, initials, is_upcoming, terms, upcoming_first,
};

/// A part of the site that is embedded in this crate.
pub trait Embedded: Sized {
    /// Decodes the embedded value.
    ///
    /// # Errors
    /// When the embedded bytes are malformed.
    fn embedded() -> Result<Self, DecodeError>;
}

impl Embedded for Site {
    fn embedded() -> Result<Self, DecodeError> {
        Self::decode(include_bytes!(concat!(env!("OUT_DIR"), "/site.bin")))
    }
}

impl Embedded for Form {
    fn embedded() -> Result<Self, DecodeError> {
        Self::decode(include_bytes!(concat!(env!("OUT_DIR"), "/form.bin")))
    }
}

impl Embedded for FormDigest {
    fn embedded() -> Result<Self, DecodeError> {
        Self::decode(include_bytes!(concat!(env!("OUT_DIR"), "/form_digest.bin")))
    }
}

/// Returns the documents that follow from the embedded form.
pub fn embedded_documents() -> FormDocuments {
    FormDocuments {
        definition: include_str!(concat!(env!("OUT_DIR"), "/form.json")).into(),
        openapi: include_str!(concat!(env!("OUT_DIR"), "/openapi.json")).into(),
    }
}
