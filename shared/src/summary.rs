//! Read-only summaries of answers.

use crate::application::{Answer, Answers};
use crate::form::{Field, FieldKind, Section};
use crate::form_words::FormWords;
use serde::Serialize;

/// A section of answers.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    name: &'a str,
    title: &'a str,
    rows: Vec<Row<'a>>,
    /// The number of rows that are statements.
    statements: usize,
    /// The number of the others.
    answers: usize,
}

/// An answer to one question.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    field: &'a str,
    label: &'a str,
    /// A line for each chosen value or typed line; none without an answer.
    lines: Vec<String>,
    /// Whether it is a statement that the applicant agreed to, which needs no answer beside it.
    is_statement: bool,
}

/// Summarizes the answers to a form, including questions without an answer. A section that asks nothing is left out.
pub fn all<'a>(words: FormWords<'a>, answers: &Answers) -> Vec<Summary<'a>> {
    let summaries = words.form.sections.iter().map(|section| {
        let rows = rows(words, section, answers);
        let statements = rows.iter().filter(|row| row.is_statement).count();
        let answers = rows.len() - statements;
        Summary { name: &section.name, title: &section.title, rows, statements, answers }
    });
    summaries.filter(|summary| !summary.rows.is_empty()).collect()
}

/// Returns the stored answers to a section that differ from the typed ones.
pub fn differing<'a>(words: FormWords<'_>, section: &'a Section, stored: &Answers, typed: &Answers) -> Vec<Row<'a>> {
    let typed = rows(words, section, typed);
    rows(words, section, stored).into_iter().filter(|row| !typed.contains(row)).collect()
}

fn rows<'a>(words: FormWords<'_>, section: &'a Section, answers: &Answers) -> Vec<Row<'a>> {
    let shown = section.fields.iter().filter(|field| answers.asks(field) && is_worth_a_row(field, section, answers));
    let row = |field: &'a Field| Row {
        field: &field.name,
        label: field.summary_label(),
        lines: lines(words, field, answers),
        is_statement: is_agreed_to(field, answers),
    };
    shown.map(row).collect()
}

fn is_agreed_to(field: &Field, answers: &Answers) -> bool {
    matches!(field.kind, FieldKind::Agreement | FieldKind::PrivacyNotice)
        && matches!(answers.get(&field.name), Some(Answer::Flag(true)))
}

/// Returns whether a question has a row. A box that only says whether the next questions apply has none if they do.
fn is_worth_a_row(field: &Field, section: &Section, answers: &Answers) -> bool {
    let decides = |other: &&Field| other.when.as_ref().is_some_and(|when| when.field == field.name);
    field.kind != FieldKind::YesNo
        || field.required
        || !section.fields.iter().any(|other| decides(&other) && answers.asks(other))
}

fn lines(words: FormWords<'_>, field: &Field, answers: &Answers) -> Vec<String> {
    let Some(answer) = answers.get(&field.name) else { return Vec::new() };
    match (&field.kind, answer) {
        (FieldKind::Country, Answer::Text(code)) => vec![words.country(code)],
        (FieldKind::Date { .. }, Answer::Text(date)) => vec![words.date(date)],
        (FieldKind::Number { unit, .. }, Answer::Number(number)) => vec![words.number(*number, unit)],
        // On one line.
        (FieldKind::Telephone, Answer::Text(number)) => vec![number.replace(' ', "\u{a0}")],
        (_, Answer::Text(text)) => text.lines().map(|line| label(field, line).to_owned()).collect(),
        (_, Answer::Chosen(_)) => chosen(field, answers).into_iter().map(str::to_owned).collect(),
        (_, Answer::Flag(flag)) => vec![words.text(if *flag { "answer.yes" } else { "answer.no" }).to_owned()],
        (_, Answer::Number(number)) => vec![words.number(*number, "")],
    }
}

/// Returns the labels of what was chosen from a list.
pub fn chosen<'a>(field: &'a Field, answers: &'a Answers) -> Vec<&'a str> {
    match answers.get(&field.name) {
        Some(Answer::Chosen(values)) => values.iter().map(|value| label(field, value)).collect(),
        _ => Vec::new(),
    }
}

/// Returns the label of a choice, or the text itself if it is none.
fn label<'a>(field: &'a Field, text: &'a str) -> &'a str {
    let choice = field.choices().iter().find(|choice| choice.value == text);
    choice.map_or(text, |choice| &choice.label)
}
