//! Pictures outside a page's text.

use serde::{Deserialize, Serialize};

/// A picture in the sizes from which browsers choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The public path of the smallest size.
    pub path: String,
    /// All sizes, as the `srcset` attribute has them; empty if there is one.
    pub srcset: String,
    /// Width and height in pixels, if known.
    pub size: Option<(u32, u32)>,
}

/// A picture, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedPicture {
    /// The picture.
    pub picture: Picture,
    /// What it shows, in words; empty if it says nothing.
    pub alt: String,
}
