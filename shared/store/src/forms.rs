//! Definitions of the form. An application refers to the one that it answered, so that it can be shown with the words
//! with which it was asked.

use crate::conditions::apply;
use crate::items::{string, text};
use crate::{Error, Store, keys};

impl Store {
    /// Keeps a definition under its version. A repeated call has no further effect.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn keep_form(&self, version: &str, sections: &str) -> Result<(), Error> {
        let keep = self
            .update_item(keys::form(version))
            .update_expression("SET entity_type = :form, sections = :sections")
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .expression_attribute_values(":form", text("form"))
            .expression_attribute_values(":sections", text(sections));
        apply(keep).await.map(drop)
    }

    /// Returns the sections of a definition, in JSON.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn form(&self, version: &str) -> Result<Option<String>, Error> {
        let item = self.get_item(keys::form(version)).await?;
        Ok(item.and_then(|item| Some(string(&item, "sections")?.to_owned())))
    }
}
