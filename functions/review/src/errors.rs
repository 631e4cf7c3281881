//! Errors of pages. Each failure is logged here, once. No log line contains a name or an address.

use crate::context::Context;
use crate::session::Staff;
use crate::sign_in::Refusal;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::response;

/// The response of a page's handler.
pub(crate) type PageResult = Result<Response<Body>, PageError>;

/// Why somebody gets a page other than the requested one.
#[derive(Debug)]
pub(crate) enum PageError {
    Failure(Failure),
    /// The table failed. Not logged yet.
    Store(store::Error),
    /// Nobody is signed in, and the page at this path is for staff.
    Stranger(String),
    /// Nobody is signed in, and nothing was done. The path is one to go on with after signing in.
    StrangersPost(String),
    /// The sign-in is too old for this. The path is one to go on with after signing in again.
    Stale(String),
    /// The sign-in is too old for this, and nothing was done.
    StalePost(Box<Staff>, String),
    /// The form was not made for this session. The path is one to go on with.
    WrongToken(Box<Staff>, String),
    /// Nobody was signed in.
    SignIn(Refusal),
    /// The person's role does not allow this.
    Forbidden(Box<Staff>),
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

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        Self::SignIn(refusal)
    }
}

impl PageError {
    /// Renders the page that somebody gets instead.
    pub(crate) fn page(self, ctx: &Context) -> Response<Body> {
        let forbidden = StatusCode::FORBIDDEN;
        match self {
            Self::Failure(failure) => failure.page(&ctx.renderer),
            Self::Store(error) => error.failure().page(&ctx.renderer),
            Self::Stranger(path) | Self::Stale(path) => response::see_other(&path),
            Self::StrangersPost(sign_in) => {
                ctx.open_page(forbidden, "refused.html", context! { why => "signed_out", next => sign_in })
            }
            // A redirect would lead from a form to the issuer, which the pages' `form-action` forbids.
            Self::StalePost(staff, sign_in) => {
                ctx.page(forbidden, &staff, "refused.html", context! { why => "stale", next => sign_in })
            }
            Self::WrongToken(staff, next) => {
                ctx.page(forbidden, &staff, "refused.html", context! { why => "wrong_token", next })
            }
            Self::SignIn(refusal) => {
                tracing::warn!(reason = refusal.name(), "staff sign-in refused");
                ctx.open_page(refusal.status(), "sign_in_refused.html", context! { why => refusal.name() })
            }
            Self::Forbidden(staff) => {
                ctx.page(forbidden, &staff, "refused.html", context! { why => "role", next => "/staff" })
            }
        }
    }
}
