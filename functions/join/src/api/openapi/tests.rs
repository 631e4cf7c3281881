//! The document says what the code does.

use crate::api::error::{ApiError, MEDIA_TYPE};
use crate::mistakes::FieldError;
use serde_json::{Value, json};
use shared::application::Status;
use shared::failure::Failure;
use shared::request::BODY_LIMIT;
use shared::site::{Embedded, Form, embedded_documents};

/// Returns the document of the embedded site.
pub(in crate::api) fn document() -> Value {
    serde_json::from_str(&embedded_documents().openapi).unwrap()
}

/// Returns the error of each example of a response.
fn error(response: &str, example: &str) -> ApiError {
    match (response, example) {
        ("BadRequest", "body") => ApiError::Unreadable("The body is not in UTF-8.".to_owned()),
        ("BadRequest", "key") => ApiError::UnusableKey,
        ("Forbidden", _) => Failure::CrossSite.into(),
        ("NotFound", _) => Failure::NotFound.into(),
        ("MethodNotAllowed", _) => Failure::MethodNotAllowed("").into(),
        ("NotAcceptable", _) => ApiError::NotAcceptable,
        ("Gone", "deleted") => ApiError::Deleted,
        ("Gone", "moved") => ApiError::ReplacedLink,
        ("TooLarge", _) => Failure::TooLarge.into(),
        ("UnsupportedMediaType", _) => Failure::UnsupportedMediaType.into(),
        ("Unprocessable", "key") => ApiError::ReusedKey,
        ("Unprocessable", "answers") => {
            let form = Form::embedded().unwrap();
            ApiError::Invalid(vec![FieldError::missing(form.field("legal_name").unwrap())])
        }
        ("TooManyRequests", _) => Failure::TooManyRequests(1).into(),
        ("Internal", _) => Failure::Internal.into(),
        ("Unavailable", _) => Failure::Unavailable.into(),
        _ => panic!("{response} has an unknown example {example}"),
    }
}

#[test]
fn examples_of_problems_are_what_the_api_sends() {
    let document = document();
    for (name, response) in document["components"]["responses"].as_object().unwrap() {
        let examples = response["content"][MEDIA_TYPE]["examples"].as_object().unwrap();
        assert!(!examples.is_empty(), "{name}");
        for (example, documented) in examples {
            let sent = serde_json::to_value(error(name, example).document()).unwrap();
            assert_eq!(documented["value"], sent, "{name} {example}");
        }
    }
}

#[test]
fn statuses_and_limits_are_the_programs() {
    let document = document();
    let described = &document["components"]["schemas"]["Standing"]["oneOf"];
    let submitted: Vec<_> =
        Status::ALL.iter().filter(|status| **status != Status::Draft).map(|status| status.as_str()).collect();
    assert_eq!(described[0]["properties"]["status"]["enum"], json!(submitted));
    assert_eq!(described[1]["properties"]["status"]["const"], Status::Draft.as_str());
    let body = document["paths"]["/api/applications"]["post"]["requestBody"]["description"].as_str().unwrap();
    assert!(body.contains(&BODY_LIMIT.to_string()), "{body}");
}
