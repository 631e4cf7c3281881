//! Policy priorities: what the association asks for in one area.

use super::Kind;
use serde::{Deserialize, Serialize};

/// The `[policy]` table of a policy page's front matter. The last part of the page's path is also a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What the association asks for, in a sentence.
    pub ask: String,
    /// When it was asked, in words, such as `Asked in 2026`.
    pub asked: Option<String>,
    /// What has yet to be decided about it, and by whom, in words.
    pub pending: Option<String>,
    /// The heading under which a list shows it.
    pub group: Option<String>,
    /// The place in lists, from 1.
    pub order: u16,
}

impl Kind for Policy {
    fn filters() -> &'static [&'static str] {
        &[]
    }

    fn table() -> Option<&'static str> {
        Some("policy")
    }

    fn name(&self) -> &'static str {
        "policy"
    }

    fn order(&self) -> Option<u16> {
        Some(self.order)
    }

    fn group(&self) -> Option<&str> {
        Some(self.group.as_deref().unwrap_or_default())
    }

    fn indexed(&self) -> Vec<(&str, u32)> {
        vec![(&self.ask, 2)]
    }
}
