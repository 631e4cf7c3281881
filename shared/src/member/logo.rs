//! Logos: small pictures of a kind that can do nothing but be shown.

use crate::application::history::Hash;
use serde::{Deserialize, Serialize};

/// The most bytes of a logo's file.
pub const LOGO_BYTES: usize = 200_000;

/// A member's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// The hash of the file, which is in the logo's address.
    pub hash: Hash,
    /// The format.
    pub media_type: LogoType,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
}

/// A logo's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoFile {
    /// What is known of it.
    pub logo: Logo,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The format of a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogoType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// WebP.
    #[serde(rename = "image/webp")]
    WebP,
}

impl LogoType {
    /// The media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}
