//! The `[person]` table.

use super::{Context, Mistake};
use model::{Person, initials};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonTable {
    role: String,
    group: String,
    #[serde(default)]
    order: Option<u16>,
    #[serde(default)]
    photo: Option<String>,
}

impl PersonTable {
    /// Returns the person with this name.
    pub(super) fn resolve(&self, name: &str, context: &Context<'_>) -> Result<Person, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        for (key, text) in [("role", &self.role), ("group", &self.group)] {
            if text.trim().is_empty() {
                mistakes.push((key, "is empty".to_owned()));
            }
        }
        let photo = self.photo.as_ref().and_then(|photo| context.picture("photo", photo, &mut mistakes));
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let (role, group) = (self.role.clone(), self.group.clone());
        Ok(Person { role, group, order: self.order, photo, initials: initials(name) })
    }
}
