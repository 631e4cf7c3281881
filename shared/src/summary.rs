//! Read-only summaries of answers.

use crate::applicant::Website;
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
    /// The heading of a group of questions, before its first row.
    heading: Option<&'a str>,
    /// What the question is called below its heading, if it has one.
    label: &'a str,
    /// What it is called anywhere else.
    name: &'a str,
    /// A line for each chosen value or typed line; none without an answer.
    lines: Vec<String>,
    /// Whether it is a statement that the applicant agreed to, which needs no answer beside it.
    is_statement: bool,
}

/// Summarizes the answers to a form, including questions without an answer. A section that asks nothing is left out.
pub fn all<'a>(words: FormWords<'a>, answers: &Answers) -> Vec<Summary<'a>> {
    summaries(words, answers, false)
}

/// As [`all`], with the headings of groups. Below them, questions are called what the form calls them there.
pub fn in_groups<'a>(words: FormWords<'a>, answers: &Answers) -> Vec<Summary<'a>> {
    summaries(words, answers, true)
}

fn summaries<'a>(words: FormWords<'a>, answers: &Answers, in_groups: bool) -> Vec<Summary<'a>> {
    let summaries = words.form.sections.iter().map(|section| {
        let rows = rows(words, section, answers, in_groups);
        let statements = rows.iter().filter(|row| row.is_statement).count();
        let answers = rows.len() - statements;
        Summary { name: &section.name, title: &section.title, rows, statements, answers }
    });
    summaries.filter(|summary| !summary.rows.is_empty()).collect()
}

/// Returns the stored answers to a section that differ from the typed ones.
pub fn differing<'a>(words: FormWords<'_>, section: &'a Section, stored: &Answers, typed: &Answers) -> Vec<Row<'a>> {
    let typed = rows(words, section, typed, false);
    rows(words, section, stored, false).into_iter().filter(|row| !typed.contains(row)).collect()
}

fn rows<'a>(words: FormWords<'_>, section: &'a Section, answers: &Answers, in_groups: bool) -> Vec<Row<'a>> {
    let (mut heading, mut is_in_group, mut rows) = (None, false, Vec::new());
    for field in &section.fields {
        if in_groups && !field.heading.is_empty() {
            (heading, is_in_group) = (Some(field.heading.as_str()), true);
        }
        if !answers.asks(field) || !is_worth_a_row(field, section, answers) {
            continue;
        }
        let is_statement = is_agreed_to(field, answers);
        rows.push(Row {
            field: &field.name,
            heading: if is_statement { None } else { heading.take() },
            label: if is_in_group { &field.label } else { field.summary_label() },
            name: field.summary_label(),
            lines: lines(words, field, answers),
            is_statement,
        });
    }
    rows
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
        (FieldKind::WebAddress, Answer::Text(address)) => vec![Website::from_stored(address.clone()).readable()],
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
