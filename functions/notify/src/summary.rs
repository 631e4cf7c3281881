//! What a message to staff says about a new application: the country and each answer that was chosen from a list. Nothing
//! in it was typed, so it can hold no link.

use crate::Notify;
use crate::rendering::SummaryRow;
use shared::applicant::Country;
use shared::application::{Answers, Submitted};
use shared::form::{Field, FieldKind};
use shared::summary;

impl Notify {
    pub(crate) fn summary(&self, application: &Submitted) -> Vec<SummaryRow> {
        let rows = self.form_digest.chosen.iter().filter_map(|field| {
            let value = self.chosen(field, &application.answers)?;
            let label = field.summary_label();
            let mark = if label.ends_with('?') { "" } else { ":" };
            Some(SummaryRow { label: format!("{label}{mark}"), value })
        });
        rows.collect()
    }

    /// Returns the areas in which an applicant wants to take part.
    pub(crate) fn areas(&self, application: &Submitted) -> Vec<String> {
        let chosen = self.form_digest.areas.as_ref().map(|field| summary::chosen(field, &application.answers));
        chosen.unwrap_or_default().into_iter().map(str::to_owned).collect()
    }

    /// Returns the answer to a question in the site's words; `None` if the form does not offer it any more.
    fn chosen(&self, field: &Field, answers: &Answers) -> Option<String> {
        let value = answers.text(&field.name)?;
        if field.kind != FieldKind::Country {
            return field.choices().iter().find(|choice| choice.value == value).map(|choice| choice.label.clone());
        }
        let own = self.form_digest.countries.iter().find(|(code, _)| code == value).map(|(_, name)| name.clone());
        own.or_else(|| Country::parse(value).ok().map(|country| country.name().to_owned()))
    }
}
