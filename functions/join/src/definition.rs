//! The definition of the form, and earlier ones that applications answered.

mod decode;

use crate::deadline::{LOOKUP_TIMEOUT, within};
use crate::errors::PageError;
use shared::application::Submitted;
use shared::site::{Form, FormDocuments};
use std::sync::{Arc, OnceLock};
use store::{AnsweredForms, Error, Store};

/// The current definition of the form with its documents, and earlier ones once they were needed.
#[derive(Debug)]
pub(crate) struct Definition {
    forms: AnsweredForms,
    documents: FormDocuments,
    /// Set once the table has the current definition.
    kept: OnceLock<()>,
}

impl Definition {
    pub(crate) fn new(form: Form, documents: FormDocuments) -> Self {
        Self { forms: AnsweredForms::new(form, decode::sections), documents, kept: OnceLock::new() }
    }

    /// The form that applicants fill in.
    pub(crate) fn current(&self) -> &Form {
        self.forms.current()
    }

    /// The OpenAPI document, with `{{origin}}` in place of the site's origin.
    pub(crate) fn openapi(&self) -> &str {
        &self.documents.openapi
    }

    /// Makes sure that the table has the current definition, before an application refers to it.
    pub(crate) async fn keep(&self, store: &Store) -> Result<(), Error> {
        if self.kept.get().is_none() {
            store.keep_form(&self.current().version, &self.documents.definition).await?;
            let _ = self.kept.set(());
        }
        Ok(())
    }

    /// Returns the form that an application answered. It is shown with the words with which it was asked.
    pub(crate) async fn answered_by(&self, application: &Submitted, store: &Store) -> Result<Arc<Form>, PageError> {
        Ok(within(LOOKUP_TIMEOUT, self.forms.answered_by(application, store)).await?)
    }
}
