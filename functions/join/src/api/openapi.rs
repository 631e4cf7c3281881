//! The OpenAPI 3.1 document, generated from the fields, choices and limits that the code uses.

mod examples;
mod parameters;
mod responses;
mod schemas;

use super::json_response;
use crate::context::Context;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};
use serde_json::{Value, json};
use shared::request;

/// Sends the document. It is the same for everyone, and caches may keep it for five minutes.
pub(crate) fn show(ctx: &Context, request: &Request) -> Response<Body> {
    let document = document(ctx, &request::origin(request, &ctx.settings.site_origin));
    let mut response = json_response::of_text(StatusCode::OK, "application/json", document.to_string());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

fn document(ctx: &Context, origin: &str) -> Value {
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": format!("{} membership applications", ctx.association),
            "version": "1",
            "description": "Send a whole application for membership at once, and follow it to its decision. \
                The fields are those of the form on the site, and so are the rules. \
                What goes wrong is a problem document (RFC 9457).",
        },
        "servers": [{ "url": origin }],
        "paths": {
            "/api/applications": { "post": create_operation() },
            "/api/applications/{id}": { "get": status_operation() },
            "/api/openapi.json": { "get": description_operation() },
        },
        "components": {
            "schemas": schemas::all(&ctx.form),
            "parameters": { "IdempotencyKey": parameters::idempotency_key(), "Id": parameters::id() },
            "headers": responses::headers(),
            "responses": responses::problems(&ctx.form),
        },
    })
}

fn create_operation() -> Value {
    json!({
        "operationId": "createApplication",
        "summary": "Send an application for membership",
        "description": "Everything at once. Without an Idempotency-Key, what is sent twice is two applications.",
        "parameters": [{ "$ref": "#/components/parameters/IdempotencyKey" }],
        "requestBody": {
            "required": true,
            "description": format!("At most {} bytes of UTF-8. No name may be there twice.", request::BODY_LIMIT),
            "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Application" },
                "examples": { "application": { "value": examples::application() } },
            } },
        },
        "responses": responses::with_problems(
            "201",
            responses::created(),
            &["BadRequest", "Forbidden", "NotAcceptable", "Gone", "TooLarge", "UnsupportedMediaType", "Unprocessable", "TooManyRequests"],
        ),
    })
}

fn status_operation() -> Value {
    json!({
        "operationId": "getApplication",
        "summary": "Get the status of an application",
        "parameters": [{ "$ref": "#/components/parameters/Id" }],
        "responses": responses::with_problems("200", responses::standing(), &["NotFound", "NotAcceptable", "Gone"]),
    })
}

fn description_operation() -> Value {
    json!({
        "operationId": "describe",
        "summary": "Describe this API",
        "responses": responses::with_problems("200", responses::description(), &["NotAcceptable"]),
    })
}
