//! Posted forms, and queries.

use futures_util::stream;
use lambda_http::Request;
use shared::applicant::is_blank;
use shared::failure::Failure;
use shared::request;
use std::convert::Infallible;
use std::future::ready;

/// The fields of a posted form or a query, in order; none for a request without one.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    fields: Vec<(String, String)>,
    /// The uploaded file, or nothing.
    file: Vec<u8>,
}

/// The name of the field with a file.
const FILE: &str = "file";

impl Posted {
    /// Decodes a form's body.
    ///
    /// # Errors
    /// As [`request::form_pairs`].
    pub(crate) fn decode(body: &[u8]) -> Result<Self, Failure> {
        request::form_pairs(body).map(|fields| Self { fields, file: Vec::new() })
    }

    /// Decodes the body of a form with a file, given its type.
    ///
    /// # Errors
    /// When the body is not as its type says, or a text in it is not UTF-8.
    pub(crate) async fn decode_files(content_type: &str, body: &[u8]) -> Result<Self, Failure> {
        let boundary = multer::parse_boundary(content_type).map_err(|_| Failure::Unreadable)?;
        let body = body.to_vec();
        let stream = stream::once(ready(Ok::<_, Infallible>(body)));
        let mut parts = multer::Multipart::new(stream, boundary);
        let mut posted = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| Failure::Unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            let content = part.bytes().await.map_err(|_| Failure::Unreadable)?;
            if name == FILE {
                posted.file = content.to_vec();
            } else {
                let text = String::from_utf8(content.to_vec()).map_err(|_| Failure::Unreadable)?;
                posted.fields.push((name, text));
            }
        }
        Ok(posted)
    }

    /// Returns the uploaded file; it is empty if none was chosen.
    pub(crate) fn file(&self) -> &[u8] {
        &self.file
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
        self.fields
            .iter()
            .enumerate()
            .any(|(at, (name, _))| self.fields.iter().skip(at + 1).any(|(other, _)| other == name))
    }

    /// Returns the fields, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns a field's first value; empty if it is missing.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Returns a field's text without control characters and without space at its ends; empty if nothing in it is visible.
    pub(crate) fn text(&self, name: &str) -> String {
        let lines = self.value(name).replace("\r\n", "\n");
        let text: String = lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        if is_blank(&text) { String::new() } else { text.trim().to_owned() }
    }
}
