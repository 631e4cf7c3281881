//! JSON values to answers, section by section, and every problem with them.

use super::body::Json;
use super::problem::FieldProblem;
use crate::Join;
use crate::sections::{self, Notice};
use shared::application::{Answers, SectionAnswers};
use shared::fields::{Field, Section};
use std::collections::BTreeMap;

/// What an answer is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// An array of strings.
    Several,
    /// `true` or `false`.
    Flag,
}

/// What the answer to `field` is in JSON.
pub(super) fn shape(field: &str) -> Shape {
    match field {
        "services" | "regions" | "committees" => Shape::Several,
        "representative_same" | "code_of_ethics" | "antitrust" | "authority" | "privacy_notice" | "news" => Shape::Flag,
        _ => Shape::Text,
    }
}

impl Join {
    /// All four sections, parsed by the rules of the form; or every problem of every field, in the form's order.
    pub(super) fn parse_sections(
        &self,
        mut members: BTreeMap<String, Json>,
        notice: &Notice,
    ) -> Result<Vec<SectionAnswers>, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut sections = Vec::new();
        for section in Section::ALL {
            match self.parse_section(section, &mut members, notice.clone()) {
                Ok(answers) => sections.push(answers),
                Err(found) => problems.extend(found),
            }
        }
        let unknown = members.into_keys();
        problems.extend(unknown.map(|field| FieldProblem { field, detail: "There is no such field".to_owned() }));
        if problems.is_empty() { Ok(sections) } else { Err(problems) }
    }

    fn parse_section(
        &self,
        section: Section,
        members: &mut BTreeMap<String, Json>,
        notice: Notice,
    ) -> Result<SectionAnswers, Vec<FieldProblem>> {
        let mut answers = Answers::default();
        let mistyped: Vec<&Field> = section
            .fields()
            .iter()
            .filter(|field| members.remove(field.name).is_some_and(|value| !add(&mut answers, field.name, value)))
            .collect();
        let parsed = sections::parse(section, &answers, &self.form, notice);
        if mistyped.is_empty() && parsed.is_ok() {
            return parsed.map_err(|_| Vec::new());
        }
        // Of a field with a value of the wrong type it would only say that the answer is missing.
        let found = parsed.err().unwrap_or_default();
        let told = |field: &Field| {
            if mistyped.iter().any(|mistyped| mistyped.name == field.name) {
                return Some(self.wrong_type(field.name));
            }
            found.iter().find(|problem| problem.field == field.name).map(|problem| problem.message.clone())
        };
        let fields = section.fields().iter();
        Err(fields
            .filter_map(|field| Some(FieldProblem { field: field.name.to_owned(), detail: told(field)? }))
            .collect())
    }

    fn wrong_type(&self, field: &str) -> String {
        let label = self.form.fields.get(field).map_or(field, |words| words.label.as_str());
        match shape(field) {
            Shape::Text => format!("“{label}” must be a string"),
            Shape::Several => format!("“{label}” must be an array of strings"),
            Shape::Flag => format!("“{label}” must be true or false"),
        }
    }
}

/// Adds an answer; `null` is none. Whether its type is that of the field.
fn add(answers: &mut Answers, field: &str, value: Json) -> bool {
    match (shape(field), value) {
        (_, Json::Null) => {}
        (Shape::Text, Json::Text(text)) => answers.add(field, text),
        (Shape::Flag, Json::Bool(ticked)) => answers.tick(field, ticked),
        (Shape::Several, Json::List(items)) => {
            for item in items {
                let Json::Text(text) = item else { return false };
                answers.add(field, text);
            }
        }
        _ => return false,
    }
    true
}
