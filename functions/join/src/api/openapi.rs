//! The OpenAPI 3.1 document. The site compiler writes it, from the definition of the form.

use super::json_response;
use crate::context::Context;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};
use shared::request;

/// Sends the document. It is the same for everyone, and caches may keep it for five minutes.
pub(crate) fn show(ctx: &Context, request: &Request) -> Response<Body> {
    let origin = request::origin(request, &ctx.settings.site_origin);
    let document = ctx.definition.openapi().replace("{{origin}}", &origin);
    let mut response = json_response::of_text(StatusCode::OK, "application/json", document);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

#[cfg(test)]
pub(super) mod tests;
