//! Errors of pages. Each failure is logged here, once. No log line contains a name or an address.
//!
//! [`Failure`] covers everything that can go wrong for a visitor, in any function, and [`store::Error`] the table.
//! [`PageError`] is either of them, or a link that doesn't work; [`ApiError`](crate::api::ApiError) is for programs.
//! Mistakes in answers are [`FieldError`](crate::mistakes::FieldError)s.

use crate::context::Context;
use crate::deadline::MaybeConflict;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::response;

/// The response of a page's handler.
pub(crate) type PageResult = Result<Response<Body>, PageError>;

/// Why a visitor gets a page other than the requested one.
#[derive(Debug)]
pub(crate) enum PageError {
    Failure(Failure),
    /// The table failed. Not logged yet.
    Store(store::Error),
    /// The link is mistyped or has expired, or the application was deleted. The page does not say which.
    UnknownLink,
    /// A newer link replaced this one. The page does not say which.
    ReplacedLink,
    /// The link was sent by email, and opens only the page at this path.
    EmailedLink(String),
}

impl From<Failure> for PageError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<store::Error> for PageError {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl MaybeConflict for PageError {
    fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_conflict())
    }
}

impl PageError {
    /// Returns a failure of the table, for a page that offers to try again. Other errors have their own pages.
    pub(crate) fn failure(self) -> Result<Failure, Self> {
        match self {
            Self::Store(error) => Ok(error.failure()),
            other => Err(other),
        }
    }

    /// Renders the page that the visitor gets instead.
    pub(crate) fn page(self, ctx: &Context) -> Response<Body> {
        match self {
            Self::Failure(failure) => failure.page(&ctx.renderer),
            Self::Store(error) => error.failure().page(&ctx.renderer),
            Self::UnknownLink => {
                let days = ctx.settings.retention.draft_days;
                ctx.page(StatusCode::NOT_FOUND, "nothing.html", context! { days })
            }
            Self::ReplacedLink => ctx.page(StatusCode::GONE, "moved.html", context! {}),
            Self::EmailedLink(path) => response::see_other(&path),
        }
    }
}
