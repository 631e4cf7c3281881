//! The definition of the form, and earlier ones that applications answered.

mod decode;

use crate::deadline::{LOOKUP_TIMEOUT, within};
use crate::errors::PageError;
use shared::application::Submitted;
use shared::site::{Form, FormDocuments};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use store::{Error, Store};

/// The current definition of the form, and earlier ones once they were needed.
#[derive(Debug)]
pub(crate) struct Definition {
    current: Arc<Form>,
    documents: FormDocuments,
    /// Set once the table has the current definition.
    kept: OnceLock<()>,
    earlier: Mutex<BTreeMap<String, Arc<Form>>>,
}

impl Definition {
    pub(crate) fn new(form: Form, documents: FormDocuments) -> Self {
        Self { current: Arc::new(form), documents, kept: OnceLock::new(), earlier: Mutex::default() }
    }

    /// The form that applicants fill in.
    pub(crate) fn current(&self) -> &Form {
        &self.current
    }

    /// The OpenAPI document, with `{{origin}}` in place of the site's origin.
    pub(crate) fn openapi(&self) -> &str {
        &self.documents.openapi
    }

    /// Makes sure that the table has the current definition, before an application refers to it.
    pub(crate) async fn keep(&self, store: &Store) -> Result<(), Error> {
        if self.kept.get().is_none() {
            store.keep_form(&self.current.version, &self.documents.definition).await?;
            let _ = self.kept.set(());
        }
        Ok(())
    }

    /// Returns the form that an application answered. It is shown with the words with which it was asked.
    pub(crate) async fn answered_by(&self, application: &Submitted, store: &Store) -> Result<Arc<Form>, PageError> {
        let earlier = application.form_version.as_ref().filter(|version| **version != self.current.version);
        let Some(version) = earlier else { return Ok(Arc::clone(&self.current)) };
        if let Some(form) = self.lock().get(version) {
            return Ok(Arc::clone(form));
        }
        let sections = within(LOOKUP_TIMEOUT, store.form(version)).await?;
        let sections = sections.and_then(|sections| decode::sections(&sections));
        let Some(sections) = sections else {
            tracing::error!(form.version = version, "earlier form can't be read");
            return Ok(Arc::clone(&self.current));
        };
        let (words, countries) = (self.current.words.clone(), self.current.countries.clone());
        let form = Arc::new(Form { version: version.clone(), sections, words, countries });
        self.lock().insert(version.clone(), Arc::clone(&form));
        Ok(form)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Form>>> {
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
