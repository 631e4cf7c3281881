//! Everything that can go wrong for a visitor, and the error page for it.

use crate::html::Renderer;
use crate::response::{self, Audience};
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use minijinja::{Value, context};

/// A failed request, as the visitor sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No such page exists.
    NotFound,
    /// The path exists, but not for this method. Holds the allowed methods for the `Allow` header.
    MethodNotAllowed(&'static str),
    /// Another site sent the form.
    CrossSite,
    /// The form is malformed, for example not UTF-8.
    Unreadable,
    /// The body is not a form.
    UnsupportedMediaType,
    /// The body is larger than [`BODY_LIMIT`](crate::request::BODY_LIMIT).
    TooLarge,
    /// The source has reached its rate limit. Holds the seconds until it is reset.
    TooManyRequests(u32),
    /// The table can't be reached.
    Unavailable,
    /// A fault of this site.
    Internal,
}

/// The `Retry-After` header while the table can't be reached, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("30");

impl Failure {
    /// Logs that a page's template failed.
    pub fn of_template(error: &minijinja::Error) -> Self {
        tracing::error!(error.message = %error.kind(), template.name = error.name(), template.line = error.line(), "page can't be rendered");
        Self::Internal
    }

    /// Logs that the system has no random bytes.
    pub fn no_entropy() -> Self {
        tracing::error!("no random bytes available");
        Self::Unavailable
    }

    /// The status of the response.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The name in the template.
    const fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::CrossSite => "cross_site",
            Self::Unreadable => "unreadable",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::TooLarge => "too_large",
            Self::TooManyRequests(_) => "too_many_requests",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// Returns the context of the template `error.html`.
    pub fn values(self) -> Value {
        context! { failure => self.name() }
    }

    /// Renders the error page.
    pub fn page(self, renderer: &Renderer) -> Response<Body> {
        let mut page = match renderer.render("error.html", self.values()) {
            Ok(html) => response::html(self.status(), html, Audience::NotIndexed),
            Err(error) => {
                tracing::error!(error.message = %error, "rendering the error page failed");
                let title = self.status();
                response::html(
                    title,
                    format!("<!doctype html><title>{title}</title><h1>{title}</h1>"),
                    Audience::NotIndexed,
                )
            }
        };
        self.set_headers(&mut page);
        page
    }

    /// Sets the failure's headers, `Allow` or `Retry-After`, on a response of any media type.
    pub fn set_headers(self, response: &mut Response<Body>) {
        match self {
            Self::MethodNotAllowed(allowed) => {
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
            }
            Self::TooManyRequests(seconds) => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Self::Unavailable => {
                response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            _ => {}
        }
    }
}
