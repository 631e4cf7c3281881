//! Read-only summaries of answers.

use serde::Serialize;
use shared::applicant::Country;
use shared::application::{Answers, SectionAnswers};
use shared::fields::Section;
use shared::site::Form;

/// A section of answers.
#[derive(Debug, Serialize)]
pub(crate) struct Summary<'a> {
    name: &'static str,
    title: &'a str,
    rows: Vec<Row<'a>>,
}

/// An answer to one question.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row<'a> {
    field: &'static str,
    label: &'a str,
    /// A line for each chosen value or typed line; none without an answer.
    lines: Vec<String>,
}

/// Summarizes sections.
pub(crate) fn all<'a, 's>(form: &'a Form, sections: impl IntoIterator<Item = &'s SectionAnswers>) -> Vec<Summary<'a>> {
    sections.into_iter().map(|answers| of(form, answers)).collect()
}

/// Summarizes a section, including questions without an answer.
fn of<'a>(form: &'a Form, answers: &SectionAnswers) -> Summary<'a> {
    let section = answers.section();
    let title = form.sections.get(section.name()).map_or("", |words| words.title.as_str());
    Summary { name: section.name(), title, rows: rows(form, section, &answers.to_answers()) }
}

/// Returns the stored answers of a section that differ from the typed ones.
pub(crate) fn differing<'a>(form: &'a Form, stored: &SectionAnswers, typed: &SectionAnswers) -> Vec<Row<'a>> {
    let typed = of(form, typed).rows;
    of(form, stored).rows.into_iter().filter(|row| !typed.contains(row)).collect()
}

fn rows<'a>(form: &'a Form, section: Section, answers: &Answers) -> Vec<Row<'a>> {
    let same = answers.ticked("representative_same");
    let fields = section.fields().iter().map(|field| field.name).filter(|field| match *field {
        "representative_same" => same,
        "representative_name" | "representative_title" | "representative_email" => !same,
        _ => true,
    });
    fields
        .filter_map(|field| {
            let words = form.fields.get(field)?;
            Some(Row { field, label: &words.label, lines: lines(form, field, answers) })
        })
        .collect()
}

fn lines(form: &Form, field: &str, answers: &Answers) -> Vec<String> {
    match field {
        "representative_same" | "code_of_ethics" | "antitrust" | "authority" | "privacy_notice" | "news" => {
            vec![if answers.ticked(field) { "Yes" } else { "No" }.to_owned()]
        }
        "country" => {
            let code = answers.first(field);
            vec![Country::parse(code).map_or_else(|_| code.to_owned(), |country| country.name().to_owned())]
        }
        "why_join" => answers.first(field).lines().map(str::to_owned).collect(),
        _ => answers.all(field).iter().map(|value| form.label(field, value).to_owned()).collect(),
    }
}
