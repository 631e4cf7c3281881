//! The JSON API: creates whole applications and reports their status. Every failure is a problem document (RFC 9457).
//!
//! [`crate::routes`] lists its paths.

pub(crate) mod accept;
mod answers;
mod body;
pub(crate) mod cors;
pub(crate) mod create;
mod error;
mod json_response;
mod key;
pub(crate) mod openapi;
pub(crate) mod status;

pub(crate) use body::Json;
pub(crate) use error::{ApiError, ApiResult};

use crate::{context::Context, routes};
use lambda_http::{Body, Request, Response};

/// Returns whether `path` belongs to the API.
pub(crate) fn is_api_path(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

pub(crate) async fn respond(ctx: &Context, request: &Request) -> Response<Body> {
    let mut response = routes::respond_with_json(ctx, request).await.unwrap_or_else(|error| error.response());
    cors::allow_origin(ctx, &mut response);
    response
}
