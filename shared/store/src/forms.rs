//! Definitions of the form. An application refers to the one that it answered, so that it can be shown with the words
//! with which it was asked.

use crate::conditions::apply;
use crate::items::{string, text};
use crate::{Error, Store, keys};
use shared::application::Submitted;
use shared::form::{Form, Section};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The current form, and earlier ones once they were needed.
#[derive(Debug)]
pub struct AnsweredForms {
    current: Arc<Form>,
    /// Decodes the sections of a stored definition. A function chooses how, because derived code is larger.
    decode: fn(&str) -> Option<Vec<Section>>,
    earlier: Mutex<BTreeMap<String, Arc<Form>>>,
}

impl AnsweredForms {
    /// Starts with the current form.
    pub fn new(current: Form, decode: fn(&str) -> Option<Vec<Section>>) -> Self {
        Self { current: Arc::new(current), decode, earlier: Mutex::default() }
    }

    /// The form that applicants fill in now.
    pub fn current(&self) -> &Form {
        &self.current
    }

    /// Returns the form that an application answered, so that it is shown with the words with which it was asked; the
    /// current one if that can't be read.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn answered_by(&self, application: &Submitted, store: &Store) -> Result<Arc<Form>, Error> {
        let earlier = application.form_version.as_ref().filter(|version| **version != self.current.version);
        let Some(version) = earlier else { return Ok(Arc::clone(&self.current)) };
        if let Some(form) = self.lock().get(version) {
            return Ok(Arc::clone(form));
        }
        let sections = store.form(version).await?.and_then(|sections| (self.decode)(&sections));
        let Some(sections) = sections else {
            tracing::error!(form.version = version, "earlier form can't be read");
            return Ok(Arc::clone(&self.current));
        };
        let (words, countries) = (self.current.words.clone(), self.current.countries.clone());
        let form =
            Arc::new(Form { version: version.clone(), sections, words, countries, likely_countries: Vec::new() });
        self.lock().insert(version.clone(), Arc::clone(&form));
        Ok(form)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Form>>> {
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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
