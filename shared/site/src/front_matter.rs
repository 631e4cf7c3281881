//! Parses the front matter of a content file: TOML between two `+++` lines.

use crate::dates::Date;
use crate::diagnostic::{Diagnostic, line_at};
use model::{Card, CommentLetter, Figure, Link, ListKind, PageKind, Visibility};
use serde::Deserialize;
use std::path::Path;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The settings of a content file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) date: Date,
    #[serde(default)]
    pub(crate) source: Option<String>,
    /// Whether the page is not ready to be published.
    #[serde(default)]
    pub(crate) draft: bool,
    /// When the page appears.
    #[serde(default)]
    publish_at: Option<toml::value::Datetime>,
    /// When the page expires.
    #[serde(default)]
    expire_at: Option<toml::value::Datetime>,
    /// Former paths.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// How the page lists its folder, if it does.
    #[serde(default)]
    pub(crate) list: Option<ListKind>,
    /// The path of the folder whose latest pages the page shows.
    #[serde(default)]
    pub(crate) latest: Option<String>,
    #[serde(default)]
    letter: Option<CommentLetter>,
    #[serde(default)]
    pub(crate) actions: Vec<Link>,
    #[serde(default)]
    pub(crate) figures: Vec<Figure>,
    #[serde(default)]
    pub(crate) cards: Vec<Card>,
}

impl FrontMatter {
    /// Returns the kind of page whose table is there.
    pub(crate) fn kind(&self) -> Option<PageKind> {
        self.letter.clone().map(PageKind::Letter)
    }
}

/// The parts of a content file.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    pub(crate) matter: FrontMatter,
    pub(crate) visibility: Visibility,
    pub(crate) body: &'a str,
    /// The first line of the body, counted from 1.
    pub(crate) first_line: usize,
}

const FENCE: &str = "+++\n";

/// Parts a content file.
pub(crate) fn split<'a>(file: &Path, text: &'a str) -> Result<Parts<'a>, Diagnostic> {
    let Some(rest) = text.strip_prefix(FENCE) else {
        return Err(Diagnostic::on_line(file, 1, "the first line must be +++, followed by title, summary and date"));
    };
    let Some((head, body)) = rest.split_once(&format!("\n{FENCE}")) else {
        return Err(Diagnostic::on_line(file, 1, "there is no second +++ line to end the front matter"));
    };
    let matter: FrontMatter = toml::from_str(head).map_err(|error| {
        let line = line_at(head, error.span().map_or(0, |span| span.start)) + 1;
        Diagnostic::on_line(file, line, error.message())
    })?;
    let line_of = |key: &str| head.lines().position(|line| line.starts_with(key)).unwrap_or(0) + 2;
    let time = |key: &str, time: Option<toml::value::Datetime>| match time.map(unix) {
        Some(None) => {
            Err(Diagnostic::on_line(file, line_of(key), format!("{key} must be written as 2026-11-23T09:00:00Z")))
        }
        Some(seconds) => Ok(seconds),
        None => Ok(None),
    };
    let visibility = Visibility {
        publish_at: time("publish_at", matter.publish_at)?,
        expire_at: time("expire_at", matter.expire_at)?,
    };
    if let (Some(from), Some(until)) = (visibility.publish_at, visibility.expire_at)
        && until <= from
    {
        return Err(Diagnostic::on_line(file, line_of("expire_at"), "expire_at must be later than publish_at"));
    }
    if matter.source.as_deref().is_some_and(|source| !is_web_url(source)) {
        let message = "source must be an address such as https://www.example.org/paper";
        return Err(Diagnostic::on_line(file, line_of("source"), message));
    }
    Ok(Parts { matter, visibility, body, first_line: line_at(text, text.len() - body.len()) })
}

/// Returns whether a link is an HTTP URL.
fn is_web_url(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or_default();
    rest.starts_with(char::is_alphanumeric) && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Converts to Unix seconds, if date, time and offset are there.
fn unix(time: toml::value::Datetime) -> Option<i64> {
    OffsetDateTime::parse(&time.to_string(), &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}
