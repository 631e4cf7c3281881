//! Comment letters to regulators.

use super::Kind;
use serde::{Deserialize, Serialize};

/// The `[letter]` table of a comment letter's front matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentLetter {
    /// The recipient.
    pub agency: String,
    /// The part of the world that the letter is about.
    pub region: String,
    /// The form, such as `comment letter`.
    pub kind: String,
    /// The joint signatories.
    #[serde(default)]
    pub joint_with: Vec<String>,
}

impl Kind for CommentLetter {
    fn filters() -> &'static [&'static str] {
        &["region", "agency", "year", "q"]
    }

    fn table() -> Option<&'static str> {
        Some("letter")
    }

    fn name(&self) -> &'static str {
        "letter"
    }

    fn facets(&self) -> Vec<(&'static str, &str)> {
        vec![("region", &self.region), ("agency", &self.agency)]
    }

    fn indexed(&self) -> Vec<(&str, u32)> {
        let properties = [(self.agency.as_str(), 2), (self.region.as_str(), 2), (self.kind.as_str(), 1)];
        properties.into_iter().chain(self.joint_with.iter().map(|signatory| (signatory.as_str(), 1))).collect()
    }
}
