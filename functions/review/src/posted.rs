//! Posted forms, and queries.

use lambda_http::Request;
use shared::applicant::is_blank;
use shared::failure::Failure;
use shared::request;

/// The fields of a posted form or a query, in order; none for a request without one.
#[derive(Debug, Default)]
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// Decodes a form's body.
    ///
    /// # Errors
    /// As [`request::form_pairs`].
    pub(crate) fn decode(body: &[u8]) -> Result<Self, Failure> {
        request::form_pairs(body).map(Self)
    }

    /// Decodes a request's query.
    ///
    /// # Errors
    /// As [`request::form_pairs`].
    pub(crate) fn query(request: &Request) -> Result<Self, Failure> {
        Self::decode(request.uri().query().unwrap_or_default().as_bytes())
    }

    /// Returns whether two fields have the same name.
    pub(crate) fn has_repeated_names(&self) -> bool {
        self.0.iter().enumerate().any(|(at, (name, _))| self.0.iter().skip(at + 1).any(|(other, _)| other == name))
    }

    /// Returns the fields, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns a field's first value; empty if it is missing.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Returns a field's text without control characters and without space at its ends; empty if nothing in it is visible.
    pub(crate) fn text(&self, name: &str) -> String {
        let lines = self.value(name).replace("\r\n", "\n");
        let text: String = lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        if is_blank(&text) { String::new() } else { text.trim().to_owned() }
    }
}
