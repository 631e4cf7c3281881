//! Everything that can go wrong for a program, and the document that says so (RFC 9457).

use super::response;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use serde::Serialize;
use shared::failure::Failure;

/// The media type of these documents.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong.
#[derive(Debug)]
pub(super) enum Problem {
    /// What can go wrong for visitors as well.
    Failure(Failure),
    /// The body can't be read, for this reason.
    Unreadable(String),
    /// The request does not take JSON for an answer.
    NotAcceptable,
    /// The `Idempotency-Key` is none.
    UnusableKey,
    /// The `Idempotency-Key` came with another body before.
    ReusedKey,
    /// The application that came with this `Idempotency-Key` was deleted since.
    Deleted,
    /// The application is reached by another link now.
    Moved,
    /// These answers can't be right.
    Answers(Vec<FieldProblem>),
}

/// What is wrong with an answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct FieldProblem {
    /// The field, under the name that it was sent with.
    pub(super) field: String,
    /// What to do about it, in the site's words.
    pub(super) detail: String,
}

/// The members that RFC 9457 gives a problem, and one of our own.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a [FieldProblem]>,
}

/// The types that say more than the status does: each leads to its description.
pub(super) mod kind {
    pub(in super::super) const ANSWERS: &str = "/api/openapi.json#/components/responses/Unprocessable";
    pub(in super::super) const UNUSABLE_KEY: &str = "/api/openapi.json#/components/responses/BadRequest";
    pub(in super::super) const REUSED_KEY: &str = "/api/openapi.json#/components/parameters/IdempotencyKey";
    pub(in super::super) const NONE: &str = "about:blank";
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl Problem {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Failure(failure) => failure.status(),
            Self::Unreadable(_) | Self::UnusableKey => StatusCode::BAD_REQUEST,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::ReusedKey | Self::Answers(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Deleted | Self::Moved => StatusCode::GONE,
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Answers(_) => kind::ANSWERS,
            Self::UnusableKey => kind::UNUSABLE_KEY,
            Self::ReusedKey => kind::REUSED_KEY,
            Self::Failure(_) | Self::Unreadable(_) | Self::NotAcceptable | Self::Deleted | Self::Moved => kind::NONE,
        }
    }

    /// Without a type of its own, a problem has its status's own name for a title.
    fn title(&self) -> &'static str {
        match self {
            Self::Answers(_) => "Some answers can't be right",
            Self::UnusableKey => "The Idempotency-Key can't be used",
            Self::ReusedKey => "The Idempotency-Key is taken",
            _ => self.status().canonical_reason().unwrap_or("Error"),
        }
    }

    fn detail(&self) -> &str {
        match self {
            Self::Failure(failure) => advice(failure.status()),
            Self::Unreadable(detail) => detail,
            Self::NotAcceptable => "This address answers in application/json. Allow it in Accept.",
            Self::UnusableKey => "It must be 1 to 255 printable ASCII characters, such as a UUID.",
            Self::ReusedKey => "It came with another body before. Send this application with a new key.",
            Self::Deleted => "The application that came with this key was received, and has been deleted since.",
            Self::Moved => "The application has moved to another private link.",
            Self::Answers(_) => "Nothing was saved. Change what errors names and send the application again.",
        }
    }

    /// The document.
    pub(super) fn document(&self) -> Document<'_> {
        let errors = match self {
            Self::Answers(errors) => Some(errors.as_slice()),
            _ => None,
        };
        let (title, status) = (self.title(), self.status().as_u16());
        Document { r#type: self.kind(), title, status, detail: self.detail(), errors }
    }

    /// The document, as a response.
    pub(super) fn response(&self) -> Response<Body> {
        // Texts and a number can always be written.
        let text = serde_json::to_string(&self.document()).unwrap_or_default();
        let mut response = response::of(self.status(), MEDIA_TYPE, text);
        if let Self::Failure(failure) = self {
            failure.set_headers(&mut response);
        }
        response
    }
}

/// What to do about a failure, by its status.
fn advice(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::METHOD_NOT_ALLOWED => "This address takes the methods that Allow names.",
        StatusCode::FORBIDDEN => "A page of another site made the browser send this. Nothing was saved.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Send the application as application/json, in UTF-8 and not compressed.",
        StatusCode::PAYLOAD_TOO_LARGE => "The body may have 65,536 bytes at most.",
        StatusCode::TOO_MANY_REQUESTS => {
            "Too many came from there lately. Send it again after as many seconds as Retry-After says."
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            "The service is having trouble. Send it again, with the same Idempotency-Key, after as many seconds as Retry-After says."
        }
        StatusCode::BAD_REQUEST => "The request can't be read.",
        _ => "It is our fault, not yours. Try again in a few minutes.",
    }
}
