//! People.

use super::Kind;
use crate::picture::Picture;
use serde::{Deserialize, Serialize};

/// A person. The site compiler makes it from the `[person]` table of a page's front matter; the page's title is the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What the person does, such as `Treasurer`.
    pub role: String,
    /// The heading under which the list has the person, such as `Board`.
    pub group: String,
    /// The place in the list, from 1. People without one follow, by name.
    pub order: Option<u16>,
    /// The photo.
    pub photo: Option<Picture>,
    /// The first letters of the name, in place of a photo.
    pub initials: String,
}

impl Kind for Person {
    fn filters() -> &'static [&'static str] {
        &[]
    }

    fn table() -> Option<&'static str> {
        Some("person")
    }

    fn name(&self) -> &'static str {
        "person"
    }

    fn caption(&self) -> Option<&str> {
        Some(&self.role)
    }

    fn group(&self) -> Option<&str> {
        Some(&self.group)
    }

    fn indexed(&self) -> Vec<(&str, u32)> {
        vec![(&self.role, 2), (&self.group, 1)]
    }
}
