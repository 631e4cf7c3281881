//! The OpenAPI 3.1 document of the JSON API: a skeleton, and what follows from the definition of the form.

mod example;
mod schema;

use crate::compiled::BoxError;
use model::Form;
use serde_json::Value;

/// What is the same for every form. A test of the API holds it against the code.
const SKELETON: &str = include_str!("openapi/skeleton.json");

/// Returns the document. `{{origin}}` in it stands for the site's origin.
pub(crate) fn document(association: &str, form: &Form) -> Result<String, BoxError> {
    let mut document: Value = serde_json::from_str(SKELETON)?;
    let missing = form.field("legal_name").map(|field| field.missing.as_str()).unwrap_or_default();
    fill(&mut document, &|placeholder| match placeholder {
        "{{application}}" => Some(schema::application(form)),
        "{{example}}" => Some(example::application(form)),
        "{{missing}}" => Some(missing.into()),
        text => text.contains("{{association}}").then(|| text.replace("{{association}}", association).into()),
    });
    Ok(document.to_string())
}

/// Replaces every text for which `with` has a value.
fn fill(value: &mut Value, with: &impl Fn(&str) -> Option<Value>) {
    match value {
        Value::String(text) => {
            if let Some(filled) = with(text) {
                *value = filled;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, with)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, with)),
        _ => {}
    }
}
