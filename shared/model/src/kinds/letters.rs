//! Comment letters to regulators.

use super::Kind;
use crate::site::Link;
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
    /// The title on the letter itself, if the page's is a shorter one.
    #[serde(default)]
    pub official_title: Option<String>,
    /// The recipient's docket or reference number.
    #[serde(default)]
    pub docket: Option<String>,
    /// The question that it answers, if it has no `position`.
    #[serde(default)]
    pub question: Option<String>,
    /// What it asks for, in at most [`MAX_POINTS`] sentences.
    #[serde(default)]
    pub position: Vec<String>,
    /// Where the position is from, if not from the letter.
    #[serde(default)]
    pub position_source: Option<Link>,
    /// The words of the link to the page's `source`, if the letter is one of many there.
    #[serde(default)]
    pub source_label: Option<String>,
    /// The letter itself: the name of a PDF in `assets/`; its public path in a compiled site.
    #[serde(default)]
    pub pdf: Option<String>,
}

/// The maximum number of points in a letter's position.
pub const MAX_POINTS: usize = 3;

impl Kind for CommentLetter {
    fn filters() -> &'static [&'static str] {
        &["topic", "region", "agency", "year", "q"]
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
        let more = self
            .joint_with
            .iter()
            .chain(&self.official_title)
            .chain(&self.docket)
            .chain(&self.question)
            .chain(&self.position);
        properties.into_iter().chain(more.map(|text| (text.as_str(), 1))).collect()
    }
}
