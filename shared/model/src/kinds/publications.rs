//! Publications.

use super::Kind;
use crate::picture::Picture;
use serde::{Deserialize, Serialize};

/// A publication. The site compiler makes it from the `[publication]` table of a page's front matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The type, such as `white paper`.
    pub kind: String,
    /// Whether it is a report in the sense of schema.org.
    pub is_report: bool,
    /// The picture of its cover.
    pub cover: Option<Picture>,
    /// What stands on the picture, such as a year or a figure.
    pub cover_label: Option<String>,
    /// The file to download; none if `link` leads to it.
    pub file: Option<Download>,
    /// The URL of the publication on another site.
    pub link: Option<String>,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// The public path.
    pub path: String,
    /// Kind and size for readers, such as `PDF, 1.2 MB`.
    pub words: String,
}

impl Kind for Publication {
    fn filters() -> &'static [&'static str] {
        &[]
    }

    fn table() -> Option<&'static str> {
        Some("publication")
    }

    fn name(&self) -> &'static str {
        "publication"
    }

    fn facets(&self) -> Vec<(&'static str, &str)> {
        vec![("kind", &self.kind)]
    }

    fn indexed(&self) -> Vec<(&str, u32)> {
        vec![(&self.kind, 2)]
    }
}
