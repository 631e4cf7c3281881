//! Comma-separated values, as Excel, LibreOffice and Numbers open them: UTF-8 with a byte order mark, and no cell that a
//! spreadsheet would take for a formula.

use csv::{Terminator, WriterBuilder};
use shared::application::{Answer, Group, Submitted};
use shared::site::Form;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The columns before the answers.
const COLUMNS: [&str; 6] = ["reference", "list", "submitted_at", "since", "assignee", "reason"];
/// The column after the answers: those to questions that the form no longer asks, as JSON.
const OTHER: &str = "other_answers";

/// Writes rows with a column for each question of a form.
pub(crate) struct Csv<'a> {
    questions: Vec<&'a str>,
}

impl<'a> Csv<'a> {
    pub(crate) fn new(form: &'a Form) -> Self {
        Self { questions: form.fields().map(|field| field.name.as_str()).collect() }
    }

    /// Writes the byte order mark and the names of the columns.
    pub(crate) fn begin(&self, file: &mut impl Write) -> io::Result<()> {
        file.write_all("\u{feff}".as_bytes())?;
        record(file, COLUMNS.iter().chain(&self.questions).chain(&[OTHER]).map(|name| (*name).to_owned()))
    }

    /// Writes an application.
    pub(crate) fn write(&self, file: &mut impl Write, application: &Submitted) -> io::Result<()> {
        let assignee = application.review.assignee.as_ref().map(|assignee| assignee.name.clone());
        let own = [
            application.reference.to_string(),
            Group::of(application).as_str().to_owned(),
            application.submitted_at.to_string(),
            application.status_since.to_string(),
            assignee.unwrap_or_default(),
            application.review.reason.clone().unwrap_or_default(),
        ];
        let answers = self.questions.iter().map(|name| application.answers.get(name).map(text).unwrap_or_default());
        let others = application.answers.iter().filter(|(name, _)| !self.questions.contains(name));
        let others: BTreeMap<_, _> = others.map(|(name, answer)| (name, super::json_lines::value(answer))).collect();
        let others = if others.is_empty() { String::new() } else { serde_json::to_string(&others)? };
        record(file, own.into_iter().chain(answers).chain([others]))
    }
}

fn text(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.clone(),
        Answer::Chosen(values) => values.join("; "),
        Answer::Flag(flag) => flag.to_string(),
        Answer::Number(number) => number.to_string(),
    }
}

/// Writes a row (RFC 4180).
pub(crate) fn record(file: &mut impl Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
    writer.write_record(cells.map(defused)).map_err(io::Error::other)?;
    writer.flush()
}

/// Puts an apostrophe before a text that a spreadsheet would take for a formula, as
/// [OWASP](https://owasp.org/www-community/attacks/CSV_Injection) advises. Spreadsheets of East Asia take the wide forms
/// for the same characters.
fn defused(cell: String) -> String {
    let first = cell.chars().find(|c| *c != ' ');
    let is_formula =
        first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    if is_formula { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_a_text() {
        for formula in ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\tx", "\r=1", "＝1", " =cmd|' /C calc'!A0"] {
            assert_eq!(defused(formula.to_owned()), format!("'{formula}"));
        }
        for text in ["", "Acme", "a=b", "'=1", "Müller & Sons, \"Clinical\""] {
            assert_eq!(defused(text.to_owned()), text);
        }
    }

    #[test]
    fn cells_keep_commas_quotes_and_lines() {
        let mut bytes = Vec::new();
        record(&mut bytes, ["a,b", "say \"hi\"", "two\nlines"].map(str::to_owned).into_iter()).unwrap();
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.iter().collect::<Vec<_>>(), ["a,b", "say \"hi\"", "two\nlines"]);
    }
}
