//! The head of a content file: TOML between two `+++` lines.

use crate::dates::Date;
use crate::model::{Card, Figure, Letter, Link, List, Window};
use crate::problem::{Problem, line_at};
use serde::Deserialize;
use std::path::Path;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What a content file says about itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) date: Date,
    #[serde(default)]
    pub(crate) source: Option<String>,
    /// Nobody is to see it yet.
    #[serde(default)]
    pub(crate) draft: bool,
    /// From when on it can be seen.
    #[serde(default)]
    publish_at: Option<toml::value::Datetime>,
    /// From when on it can be seen no longer.
    #[serde(default)]
    expire_at: Option<toml::value::Datetime>,
    /// Addresses that it had before.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// That it lists the pages of its folder, and how.
    #[serde(default)]
    pub(crate) list: Option<List>,
    /// The folder whose latest pages are shown beside it.
    #[serde(default)]
    pub(crate) latest: Option<String>,
    /// That it is a letter.
    #[serde(default)]
    pub(crate) letter: Option<Letter>,
    #[serde(default)]
    pub(crate) actions: Vec<Link>,
    #[serde(default)]
    pub(crate) figures: Vec<Figure>,
    #[serde(default)]
    pub(crate) cards: Vec<Card>,
}

/// A content file in its parts.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    pub(crate) matter: FrontMatter,
    pub(crate) window: Window,
    pub(crate) body: &'a str,
    /// The line that the body starts on, counted from 1.
    pub(crate) first_line: usize,
}

const FENCE: &str = "+++\n";

/// Parts a content file.
pub(crate) fn split<'a>(file: &Path, text: &'a str) -> Result<Parts<'a>, Problem> {
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
    let line_of = |key: &str| head.lines().position(|line| line.starts_with(key)).unwrap_or(0) + 2;
    let time = |key: &str, time: Option<toml::value::Datetime>| match time.map(unix) {
        Some(None) => Err(Problem::at(file, line_of(key), format!("{key} must be written as 2026-11-23T09:00:00Z"))),
        Some(found) => Ok(found),
        None => Ok(None),
    };
    let window =
        Window { publish_at: time("publish_at", matter.publish_at)?, expire_at: time("expire_at", matter.expire_at)? };
    if let (Some(from), Some(until)) = (window.publish_at, window.expire_at)
        && until <= from
    {
        return Err(Problem::at(file, line_of("expire_at"), "expire_at must be later than publish_at"));
    }
    if matter.source.as_deref().is_some_and(|source| !is_elsewhere(source)) {
        let message = "source must be an address such as https://www.example.org/paper";
        return Err(Problem::at(file, line_of("source"), message));
    }
    Ok(Parts { matter, window, body, first_line: line_at(text, text.len() - body.len()) })
}

/// Whether a link leads to a page of another site, and does nothing else.
fn is_elsewhere(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or_default();
    rest.starts_with(char::is_alphanumeric) && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Seconds since 1970, if it is a whole point in time.
fn unix(time: toml::value::Datetime) -> Option<i64> {
    OffsetDateTime::parse(&time.to_string(), &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}
