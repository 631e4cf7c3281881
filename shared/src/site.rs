//! The site that the crate was built with, and the types of its parts.
//!
//! The site compiler compiles it from `shared/site/`. The local stack recompiles it after changes; nothing else
//! differs.

pub use model::{
    Asset, Card, Choice, CommentLetter, Content, DecodeError, Document, Entry, FieldWords, Figure, Form, Item, Kind,
    Link, ListKind, Locale, News, Page, PageKind, Posting, PublicationSchedule, RenderedPage, Rendering, SectionWords,
    Site, Visibility, fill, terms,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_site_can_be_decoded() {
        assert_eq!(Site::embedded().unwrap().short_name, "ACRO");
        assert_eq!(Form::embedded().unwrap().label("kind", "both"), "Both");
    }
}
