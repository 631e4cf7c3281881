//! Parses the front matter of a content file: TOML between two `+++` lines.

use crate::dates::Date;
use crate::diagnostic::{Diagnostic, line_at};
use model::{Card, Figure, Link, ListKind, PageKind, Visibility};
use serde::Deserialize;
use std::path::Path;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml::de::{DeTable, Deserializer, Error, ValueDeserializer};

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
    /// The kind, from its table.
    #[serde(skip)]
    pub(crate) kind: Option<PageKind>,
    #[serde(default)]
    pub(crate) actions: Vec<Link>,
    #[serde(default)]
    pub(crate) figures: Vec<Figure>,
    #[serde(default)]
    pub(crate) cards: Vec<Card>,
}

impl FrontMatter {
    fn parse(toml: &str) -> Result<Self, Error> {
        let mut table = DeTable::parse(toml)?;
        let kind = PageKind::tables().find_map(|name| Some((name, table.get_mut().remove(name)?)));
        let kind = kind.map(|(name, table)| PageKind::from_table(name, ValueDeserializer::from(table)));
        Ok(Self { kind: kind.transpose()?, ..Self::deserialize(Deserializer::from(table))? })
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

/// Splits a content file.
pub(crate) fn split<'a>(file: &Path, text: &'a str) -> Result<Parts<'a>, Diagnostic> {
    let Some(rest) = text.strip_prefix(FENCE) else {
        return Err(Diagnostic::on_line(file, 1, "the first line must be +++, followed by title, summary and date"));
    };
    let Some((head, body)) = rest.split_once(&format!("\n{FENCE}")) else {
        return Err(Diagnostic::on_line(file, 1, "there is no second +++ line to end the front matter"));
    };
    let matter = FrontMatter::parse(head).map_err(|error| {
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

/// Converts to Unix seconds, if date, time and offset are present.
fn unix(time: toml::value::Datetime) -> Option<i64> {
    OffsetDateTime::parse(&time.to_string(), &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_in_the_table_of_a_kind_have_a_line() {
        let head = "title = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n[letter]\nagency = \"FDA\"\n";
        for (rest, expected) in [
            ("region = \"US\"\nkind = \"letter\"\n", None),
            ("region = \"US\"\n", Some("page.md:5: missing field `kind`")),
            ("region = \"US\"\nregoin = \"US\"\n", Some("page.md:8: unknown field `regoin`")),
            ("region = \"US\"\nkind = \"letter\"\n[event]\n", Some("page.md:9: unknown field `event`")),
        ] {
            let text = format!("+++\n{head}{rest}+++\n\nWords.\n");
            let mistake = split(Path::new("page.md"), &text).err().map(|diagnostic| diagnostic.to_string());
            let expected = expected.map(str::to_owned);
            assert!(mistake == expected || mistake.clone().unwrap().starts_with(&expected.unwrap()), "{mistake:?}");
        }
    }
}
