//! JSON Lines: an application on each line, its answers as in the JSON API.

use serde_json::{Value, json};
use shared::application::{Answer, Group, Submitted};
use std::io::{self, Write};

/// Writes an application.
pub(crate) fn write(file: &mut impl Write, application: &Submitted) -> io::Result<()> {
    let answers = application.answers.iter().map(|(name, answer)| (name.to_owned(), value(answer)));
    let line = json!({
        "reference": application.reference.as_str(),
        "list": Group::of(application).as_str(),
        "submitted_at": application.submitted_at.to_string(),
        "since": application.status_since.to_string(),
        "assignee": application.review.assignee.as_ref().map(|assignee| assignee.name.as_str()),
        "reason": application.review.reason,
        "form_version": application.form_version,
        "answers": answers.collect::<serde_json::Map<_, _>>(),
    });
    writeln!(file, "{line}")
}

/// Returns an answer as the JSON API takes it.
pub(crate) fn value(answer: &Answer) -> Value {
    match answer {
        Answer::Text(text) => json!(text),
        Answer::Chosen(values) => json!(values),
        Answer::Flag(flag) => json!(flag),
        Answer::Number(number) => json!(number),
    }
}
