//! Errors of the API, and the problem documents that describe them (RFC 9457).

use super::json_response;
use crate::mistakes::FieldError;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use serde::Serialize;
use shared::failure::Failure;

/// The media type of problem documents.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// The response of an API handler.
pub(crate) type ApiResult = Result<Response<Body>, ApiError>;

/// Why a request to the API fails.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// A failure that pages share.
    Failure(Failure),
    /// The body can't be read, for this reason.
    Unreadable(String),
    /// The client does not accept JSON.
    NotAcceptable,
    /// The `Idempotency-Key` is malformed.
    UnusableKey,
    /// An earlier request used the `Idempotency-Key` with another body.
    ReusedKey,
    /// The application that was sent with this `Idempotency-Key` has been deleted.
    Deleted,
    /// A newer link replaced this one.
    ReplacedLink,
    /// Some answers are invalid.
    Invalid(Vec<FieldError>),
}

/// The members of RFC 9457, and our own `errors`.
#[derive(Debug, Serialize)]
pub(super) struct ProblemDocument<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a [FieldError]>,
}

/// Problem types. Each except `NONE` is the URL of its description.
pub(super) mod kind {
    pub(in super::super) const INVALID: &str = "/api/openapi.json#/components/responses/Unprocessable";
    pub(in super::super) const UNUSABLE_KEY: &str = "/api/openapi.json#/components/responses/BadRequest";
    pub(in super::super) const REUSED_KEY: &str = "/api/openapi.json#/components/parameters/IdempotencyKey";
    pub(in super::super) const NONE: &str = "about:blank";
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<store::Error> for ApiError {
    /// Logs the error.
    fn from(error: store::Error) -> Self {
        Self::Failure(error.failure())
    }
}

impl ApiError {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Failure(failure) => failure.status(),
            Self::Unreadable(_) | Self::UnusableKey => StatusCode::BAD_REQUEST,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::ReusedKey | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Deleted | Self::ReplacedLink => StatusCode::GONE,
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) => kind::INVALID,
            Self::UnusableKey => kind::UNUSABLE_KEY,
            Self::ReusedKey => kind::REUSED_KEY,
            Self::Failure(_) | Self::Unreadable(_) | Self::NotAcceptable | Self::Deleted | Self::ReplacedLink => {
                kind::NONE
            }
        }
    }

    /// Returns the title: the name of the status, unless the problem has a type of its own.
    fn title(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "Some answers can't be right",
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
            Self::ReplacedLink => "The application has moved to another private link.",
            Self::Invalid(_) => "Nothing was saved. Change what errors names and send the application again.",
        }
    }

    pub(super) fn document(&self) -> ProblemDocument<'_> {
        let errors = match self {
            Self::Invalid(errors) => Some(errors.as_slice()),
            _ => None,
        };
        let (title, status) = (self.title(), self.status().as_u16());
        ProblemDocument { r#type: self.kind(), title, status, detail: self.detail(), errors }
    }

    pub(super) fn response(&self) -> Response<Body> {
        // Strings and a number always serialize.
        let text = serde_json::to_string(&self.document()).unwrap_or_default();
        let mut response = json_response::of_text(self.status(), MEDIA_TYPE, text);
        if let Self::Failure(failure) = self {
            failure.set_headers(&mut response);
        }
        response
    }
}

/// Returns advice on how to resolve a failure.
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
