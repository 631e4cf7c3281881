//! The definitions of the form that applications answered.

use shared::application::Submitted;
use shared::form::Section;
use shared::site::Form;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Error, Store};

/// The current definition of the form, and earlier ones once they were needed.
#[derive(Debug)]
pub(crate) struct Definition {
    current: Arc<Form>,
    earlier: Mutex<BTreeMap<String, Arc<Form>>>,
}

impl Definition {
    pub(crate) fn new(form: Form) -> Self {
        Self { current: Arc::new(form), earlier: Mutex::default() }
    }

    /// The form that applicants fill in now.
    pub(crate) fn current(&self) -> &Form {
        &self.current
    }

    /// Returns the form that an application answered. It is shown with the words with which it was asked; if they can't
    /// be read, with the current ones.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub(crate) async fn answered_by(&self, application: &Submitted, store: &Store) -> Result<Arc<Form>, Error> {
        let earlier = application.form_version.as_ref().filter(|version| **version != self.current.version);
        let Some(version) = earlier else { return Ok(Arc::clone(&self.current)) };
        if let Some(form) = self.earlier.lock().unwrap_or_else(PoisonError::into_inner).get(version) {
            return Ok(Arc::clone(form));
        }
        let stored = store.form(version).await?;
        let sections = stored.and_then(|sections| serde_json::from_str::<Vec<Section>>(&sections).ok());
        let Some(sections) = sections else {
            tracing::error!(form.version = version, "earlier form can't be read");
            return Ok(Arc::clone(&self.current));
        };
        let (words, countries) = (self.current.words.clone(), self.current.countries.clone());
        let form = Arc::new(Form { version: version.clone(), sections, words, countries });
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner).insert(version.clone(), Arc::clone(&form));
        Ok(form)
    }
}
