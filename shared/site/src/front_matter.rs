//! The head of a content file: TOML between two `+++` lines.

use crate::model::{Card, Figure, Link};
use crate::problem::{Problem, line_at};
use serde::Deserialize;
use std::path::Path;

/// What a content file says about itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) date: String,
    #[serde(default)]
    pub(crate) actions: Vec<Link>,
    #[serde(default)]
    pub(crate) figures: Vec<Figure>,
    #[serde(default)]
    pub(crate) cards: Vec<Card>,
}

const FENCE: &str = "+++\n";

/// Parts `text` into its front matter, its body, and the line that the body starts on.
pub(crate) fn split<'a>(file: &Path, text: &'a str) -> Result<(FrontMatter, &'a str, usize), Problem> {
    let Some(rest) = text.strip_prefix(FENCE) else {
        return Err(Problem::at(file, 1, "the first line must be +++, followed by title, summary and date"));
    };
    let Some((head, body)) = rest.split_once(&format!("\n{FENCE}")) else {
        return Err(Problem::at(file, 1, "there is no second +++ line to end the front matter"));
    };
    let matter: FrontMatter = toml::from_str(head).map_err(|error| {
        let line = line_at(head, error.span().map_or(0, |span| span.start)) + 1;
        Problem::at(file, line, error.message())
    })?;
    if !is_full_date(&matter.date) {
        let line = head.lines().position(|line| line.starts_with("date")).unwrap_or(0) + 2;
        return Err(Problem::at(file, line, "date must be written as 2026-11-23"));
    }
    Ok((matter, body, line_at(text, text.len() - body.len())))
}

/// Whether it is an RFC 3339 full date.
fn is_full_date(date: &str) -> bool {
    date.parse::<toml::value::Datetime>().is_ok_and(|parsed| parsed.date.is_some() && parsed.time.is_none())
}
