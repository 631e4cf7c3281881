//! Errors of pages. Each failure is logged here, once, and no log line names a person or an address.
//!
//! [`Failure`] is what can go wrong for a visitor of any function, [`PageError`] adds links that open nothing, and
//! [`ApiError`](crate::api) is for programs. Mistakes in answers are [`FieldError`](crate::reader::FieldError)s.

use crate::context::Context;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::response;

/// The response of a page's handler.
pub(crate) type PageResult = Result<Response<Body>, PageError>;

/// Why a visitor gets another page than the requested one.
#[derive(Debug)]
pub(crate) enum PageError {
    Failure(Failure),
    /// The link opens nothing: it is mistyped or has expired, or the application was erased. The page does not say which.
    UnknownLink,
    /// A newer link replaced this one. The page does not say which.
    ReplacedLink,
    /// The link came by email, and opens nothing but the page at this path.
    EmailedLink(String),
}

impl From<Failure> for PageError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl PageError {
    /// Renders the page that the visitor gets instead.
    pub(crate) fn page(self, ctx: &Context) -> Response<Body> {
        match self {
            Self::Failure(failure) => failure.page(&ctx.renderer),
            Self::UnknownLink => {
                let days = ctx.settings.retention.draft_days;
                ctx.page(StatusCode::NOT_FOUND, "nothing.html", context! { days })
            }
            Self::ReplacedLink => ctx.page(StatusCode::GONE, "moved.html", context! {}),
            Self::EmailedLink(path) => response::see_other(&path),
        }
    }
}

/// Logs that the table failed.
pub(crate) fn store_failure(error: &store::Error) -> Failure {
    match error {
        store::Error::Conflict { .. } | store::Error::Unavailable { .. } => {
            tracing::error!(error.message = %error, "table did not take the request");
            Failure::Unavailable
        }
        store::Error::Malformed { .. } => {
            tracing::error!(error.message = %error, "stored application can't be read");
            Failure::Internal
        }
    }
}

/// Logs that a template failed.
pub(crate) fn render_failure(error: &minijinja::Error) -> Failure {
    tracing::error!(error.message = %error.kind(), template.name = error.name(), template.line = error.line(), "page can't be rendered");
    Failure::Internal
}

/// Logs that the system has no random bytes.
pub(crate) fn no_entropy() -> Failure {
    tracing::error!("no random bytes available");
    Failure::Unavailable
}
