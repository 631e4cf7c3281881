//! Requests to the API, and its responses.

use super::{Page, Visitor, answers};
use serde_json::{Map, Value, json};
use shared::application::YES;
use shared::form::FieldKind;
use shared::site::Form;

/// Returns the valid answers as JSON.
pub fn application() -> Value {
    application_to(answers::own_form())
}

/// Returns valid answers to a form as JSON.
pub fn application_to(form: &'static Form) -> Value {
    let mut members = Map::new();
    for (name, typed) in form.sections.iter().flat_map(|section| answers::valid(form, &section.name)) {
        match form.field(name).unwrap().kind {
            _ if typed.is_empty() => {}
            FieldKind::YesNo | FieldKind::Agreement | FieldKind::PrivacyNotice => {
                members.insert(name.to_owned(), json!(typed == YES));
            }
            FieldKind::Choices(_) => {
                let chosen = members.entry(name).or_insert_with(|| json!([]));
                chosen.as_array_mut().unwrap().push(json!(typed));
            }
            FieldKind::Number { .. } => drop(members.insert(name.to_owned(), json!(typed.parse::<i64>().unwrap()))),
            _ => drop(members.insert(name.to_owned(), json!(typed))),
        }
    }
    Value::Object(members)
}

/// Returns the valid answers with another value for `field`.
pub fn with(field: &str, value: Value) -> Value {
    let mut application = application();
    application[field] = value;
    application
}

impl Visitor {
    /// Posts an application with the required headers and additional ones.
    pub async fn post_json(&self, body: impl ToString, headers: &[(&str, &str)]) -> Page {
        let mut request = self.request("POST", "/api/applications").body(body.to_string());
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Page::read(request.send().await.unwrap()).await
    }
}

impl Page {
    /// Parses the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.body))
    }

    /// Parses the body as the problem document that a response with this status must have.
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(
            ["type", "title", "detail"]
                .iter()
                .all(|member| problem[member].as_str().is_some_and(|text| !text.is_empty()))
        );
        problem
    }

    /// Returns the field and detail of each problem with the answers.
    pub fn errors(&self) -> Vec<(String, String)> {
        let problem = self.problem(422);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let errors = problem["errors"].as_array().unwrap().iter();
        errors.map(|error| (text(&error["field"]), text(&error["detail"]))).collect()
    }

    /// Returns the private path of the received application.
    pub fn received(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.body);
        let id = self.header("location").strip_prefix("/api/applications/").unwrap().to_owned();
        format!("/join/{id}")
    }
}
