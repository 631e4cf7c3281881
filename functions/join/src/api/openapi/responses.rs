//! Responses: successes, and problem documents.

use super::examples;
use crate::api::error::{ApiError, MEDIA_TYPE};
use crate::reader::FieldError;
use lambda_http::http::StatusCode;
use serde_json::{Map, Value, json};
use shared::failure::Failure;
use shared::site::Form;

/// The status of each problem response.
const STATUSES: [(&str, StatusCode); 12] = [
    ("BadRequest", StatusCode::BAD_REQUEST),
    ("Forbidden", StatusCode::FORBIDDEN),
    ("NotFound", StatusCode::NOT_FOUND),
    ("MethodNotAllowed", StatusCode::METHOD_NOT_ALLOWED),
    ("NotAcceptable", StatusCode::NOT_ACCEPTABLE),
    ("Gone", StatusCode::GONE),
    ("TooLarge", StatusCode::PAYLOAD_TOO_LARGE),
    ("UnsupportedMediaType", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("Unprocessable", StatusCode::UNPROCESSABLE_ENTITY),
    ("TooManyRequests", StatusCode::TOO_MANY_REQUESTS),
    ("Internal", StatusCode::INTERNAL_SERVER_ERROR),
    ("Unavailable", StatusCode::SERVICE_UNAVAILABLE),
];

/// Returns the responses of an operation: its success, its own problems, and those of every operation.
pub(super) fn with_problems(status: &str, response: Value, problems: &[&str]) -> Value {
    let mut responses = Map::from_iter([(status.to_owned(), response)]);
    for name in problems.iter().chain(&["MethodNotAllowed", "Internal", "Unavailable"]) {
        if let Some((_, status)) = STATUSES.iter().find(|(known, _)| known == name) {
            responses.insert(status.as_u16().to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
        }
    }
    Value::Object(responses)
}

pub(super) fn created() -> Value {
    json!({
        "description": "It was received, now or when it was sent with the same key before.",
        "headers": { "Location": { "$ref": "#/components/headers/Location" } },
        "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Receipt" },
            "example": examples::receipt(),
        } },
    })
}

pub(super) fn standing() -> Value {
    json!({
        "description": "Where it stands.",
        "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Standing" },
            "example": examples::standing(),
        } },
    })
}

pub(super) fn description() -> Value {
    json!({
        "description": "This document. It may be kept for five minutes.",
        "content": { "application/json": { "schema": { "type": "object" } } },
    })
}

pub(super) fn headers() -> Value {
    json!({
        "Location": {
            "description": "Where the application's status is.",
            "required": true,
            "schema": { "type": "string", "format": "uri-reference" },
            "example": "/api/applications/0123456789abcdefghjkmnpqrs",
        },
        "RetryAfter": {
            "description": "The seconds after which trying again makes sense.",
            "required": true,
            "schema": { "type": "integer", "minimum": 1 },
            "example": 30,
        },
        "Allow": {
            "description": "The methods that this address takes.",
            "required": true,
            "schema": { "type": "string" },
            "example": "GET, HEAD",
        },
    })
}

/// Returns a response with a problem document for each status.
pub(super) fn problems(form: &Form) -> Value {
    let responses = STATUSES.iter().map(|(name, status)| ((*name).to_owned(), problem_response(form, *status)));
    Value::Object(responses.collect())
}

fn problem_response(form: &Form, status: StatusCode) -> Value {
    let unreadable = || ApiError::Unreadable("The body is not in UTF-8.".to_owned());
    let (description, examples): (_, Vec<(&str, ApiError)>) = match status {
        StatusCode::BAD_REQUEST => (
            "The body is not a JSON object in UTF-8, is nested too deep or has a name twice; or the \
             Idempotency-Key can't be used.",
            vec![("body", unreadable()), ("key", ApiError::UnusableKey)],
        ),
        StatusCode::FORBIDDEN => {
            ("A page of another site made the browser send this.", vec![("site", Failure::CrossSite.into())])
        }
        StatusCode::NOT_FOUND => ("There is no application with this id.", vec![("id", Failure::NotFound.into())]),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("The address takes other methods.", vec![("method", Failure::MethodNotAllowed("").into())])
        }
        StatusCode::NOT_ACCEPTABLE => {
            ("The request does not take JSON for an answer.", vec![("accept", ApiError::NotAcceptable)])
        }
        StatusCode::GONE => (
            "The application that came with this Idempotency-Key was deleted since, or it has moved to another \
             private link.",
            vec![("deleted", ApiError::Deleted), ("moved", ApiError::ReplacedLink)],
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("The body is too large.", vec![("size", Failure::TooLarge.into())]),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            "The body is not declared to be application/json, in UTF-8 and not compressed.",
            vec![("type", Failure::UnsupportedMediaType.into())],
        ),
        StatusCode::UNPROCESSABLE_ENTITY => (
            "Some answers can't be right: errors has all of them. Or the Idempotency-Key came with another body.",
            vec![("answers", invalid_example(form)), ("key", ApiError::ReusedKey)],
        ),
        StatusCode::TOO_MANY_REQUESTS => {
            ("Too many came from there lately.", vec![("share", Failure::TooManyRequests(1).into())])
        }
        StatusCode::INTERNAL_SERVER_ERROR => ("A fault of ours.", vec![("fault", Failure::Internal.into())]),
        _ => (
            "The service is having trouble. Nothing is lost by sending it again with the same Idempotency-Key.",
            vec![("outage", Failure::Unavailable.into())],
        ),
    };
    let schema = if status == StatusCode::UNPROCESSABLE_ENTITY { "AnswersProblem" } else { "Problem" };
    let examples = examples.into_iter().map(|(name, error)| (name.to_owned(), json!({ "value": error.document() })));
    let mut response = json!({
        "description": description,
        "content": { MEDIA_TYPE: {
            "schema": { "$ref": format!("#/components/schemas/{schema}") },
            "examples": examples.collect::<Map<_, _>>(),
        } },
    });
    let header = match status {
        StatusCode::METHOD_NOT_ALLOWED => Some(("Allow", "Allow")),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Some(("Retry-After", "RetryAfter")),
        _ => None,
    };
    if let (Some((name, shared)), Some(response)) = (header, response.as_object_mut()) {
        let header = json!({ "$ref": format!("#/components/headers/{shared}") });
        response.insert("headers".to_owned(), json!({ name: header }));
    }
    response
}

fn invalid_example(form: &Form) -> ApiError {
    let field = "legal_name";
    let message = form.fields.get(field).map(|words| words.missing.clone()).unwrap_or_default();
    ApiError::Invalid(vec![FieldError { field: field.into(), message }])
}
