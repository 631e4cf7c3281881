use serde::{Deserialize, Serialize};

/// A file that pages refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset<'a> {
    /// The value of the `Content-Type` header.
    pub media_type: &'a str,
    /// A hash of the content, for entity tags.
    pub hash: &'a str,
    /// The content.
    #[serde(borrow)]
    pub bytes: &'a [u8],
    /// The content compressed with gzip (RFC 1952); `None` for drawings, and for media types that are compressed already.
    #[serde(borrow)]
    pub gzip: Option<&'a [u8]>,
    /// The content compressed with Brotli (RFC 7932); `None` for media types that are compressed already.
    #[serde(borrow)]
    pub brotli: Option<&'a [u8]>,
}
