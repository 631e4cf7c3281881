//! Parses the front matter of a content file: TOML between two `+++` lines.

use crate::dates::{self, Date};
use crate::diagnostic::{Diagnostic, line_at, line_of_key};
use crate::kinds::Properties;
use crate::typography::apostrophes;
use model::{Card, Closing, Figure, Link, ListKind, MAX_POINTS, PageKind, Step, Visibility};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::path::Path;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml::Value;
use toml::de::{DeTable, Error, ValueDeserializer};

/// The settings of a content file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    pub(crate) title: String,
    pub(crate) summary: String,
    #[serde(deserialize_with = "date")]
    pub(crate) date: Date,
    #[serde(default)]
    pub(crate) source: Option<String>,
    /// Where editors know it from, if that isn't to be shown.
    #[serde(default)]
    pub(crate) provenance: Option<String>,
    /// The topics.
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    /// Whether the page is not ready to be published.
    #[serde(default)]
    pub(crate) draft: bool,
    /// When the page appears.
    #[serde(default)]
    publish_at: Option<Written>,
    /// When the page expires.
    #[serde(default)]
    expire_at: Option<Written>,
    /// Former paths.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// How the page lists its folder, if it does.
    #[serde(default)]
    pub(crate) list: Option<ListKind>,
    /// The paths of the policy pages whose asks the page shows.
    #[serde(default)]
    pub(crate) positions: Vec<String>,
    /// The path, or the paths, of the folders whose latest pages the page shows.
    #[serde(default, deserialize_with = "one_or_more")]
    pub(crate) latest: Vec<String>,
    #[serde(default)]
    pub(crate) steps: Vec<Step>,
    #[serde(default)]
    pub(crate) closing: Option<Closing>,
    /// The name of the picture that other sites show with a link to the page.
    #[serde(default)]
    pub(crate) image: Option<String>,
    /// The picture beside the heading.
    #[serde(default)]
    pub(crate) picture: Option<HeadingPicture>,
    /// The kind, from its table.
    #[serde(skip)]
    pub(crate) kind: Option<PageKind>,
    /// The table of a kind that needs more than the table has.
    #[serde(skip)]
    pub(crate) properties: Option<Properties>,
    #[serde(default)]
    pub(crate) actions: Vec<Link>,
    #[serde(default)]
    pub(crate) figures: Vec<Figure>,
    #[serde(default)]
    pub(crate) cards: Vec<Card>,
}

/// The picture beside the heading of a page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadingPicture {
    /// The name of its file.
    pub(crate) file: String,
    /// What it shows, in words.
    pub(crate) alt: String,
}

impl FrontMatter {
    fn parse(toml: &str) -> Result<Self, Error> {
        let mut table = DeTable::parse(toml)?;
        let found = PageKind::tables().find_map(|name| Some((name, table.get_mut().remove(name)?)));
        let (mut kind, mut properties) = (None, None);
        if let Some((name, table)) = found {
            properties = Properties::from_table(name, ValueDeserializer::from(table.clone())).transpose()?;
            if properties.is_none() {
                kind = Some(PageKind::from_table(name, ValueDeserializer::from(table))?);
            }
        }
        Ok(Self { kind, properties, ..Self::deserialize(toml::Deserializer::from(table))? })
    }
}

/// A date or time as it is written, with or without quotes.
#[derive(Debug, Clone)]
pub(crate) struct Written(String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            Value::Datetime(time) => time.to_string(),
            Value::Integer(year) => year.to_string(),
            // Is no time, and is reported as such.
            other => other.to_string(),
        }))
    }
}

impl Written {
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Converts to Unix seconds, if date, time and offset are present.
    fn unix(&self) -> Option<i64> {
        OffsetDateTime::parse(&self.0, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
    }
}

fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(one) => Ok(vec![one]),
        more => more.try_into().map_err(D::Error::custom),
    }
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    Date::try_from(Written::deserialize(deserializer)?.0).map_err(D::Error::custom)
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
    let head = &apostrophes(head);
    let matter = FrontMatter::parse(head).map_err(|error| {
        let line = line_at(head, error.span().map_or(0, |span| span.start));
        let setting = head.lines().nth(line - 1).and_then(|text| text.split_once('='));
        // TOML has no months, and reports one without quotes as a broken number.
        let is_date = setting.is_some_and(|(key, value)| key.trim() == "date" && !value.contains(['"', '\'']));
        Diagnostic::on_line(file, line + 1, if is_date { dates::FORM } else { error.message() })
    })?;
    let at = |key: &str, message: &str| {
        let line = line_of_key(head, key).unwrap_or(1) + 1;
        Diagnostic::on_line(file, line, format!("{key} {message}"))
    };
    if matter.title.trim().is_empty() {
        return Err(at("title", "is empty: it is the heading of the page"));
    }
    if matter.summary.trim().is_empty() {
        return Err(at("summary", "is empty: say in a sentence what the page is about"));
    }
    let time = |key: &str, time: Option<&Written>| match time.map(Written::unix) {
        Some(None) => Err(at(key, "must be written as 2026-11-23T09:00:00Z")),
        Some(seconds) => Ok(seconds),
        None => Ok(None),
    };
    let visibility = Visibility {
        publish_at: time("publish_at", matter.publish_at.as_ref())?,
        expire_at: time("expire_at", matter.expire_at.as_ref())?,
    };
    if let (Some(from), Some(until)) = (visibility.publish_at, visibility.expire_at)
        && until <= from
    {
        return Err(at("expire_at", "must be later than publish_at"));
    }
    for (key, url) in [("source", &matter.source), ("provenance", &matter.provenance)] {
        if url.as_deref().is_some_and(|url| !is_web_url(url)) {
            return Err(at(key, "must be an address such as https://www.example.org/paper"));
        }
    }
    if let Some(PageKind::Letter(letter)) = &matter.kind {
        if letter.position.len() > MAX_POINTS {
            return Err(at("position", &format!("has more than {MAX_POINTS} points: keep the ones that matter most")));
        }
        if letter.question.is_some() && !letter.position.is_empty() {
            return Err(at("question", "is for a letter without a position: the position answers it"));
        }
        if letter.position.is_empty() && letter.position_source.is_some() {
            return Err(at("position_source", "needs a position"));
        }
        if letter.source_label.is_some() && matter.source.is_none() {
            return Err(at("source_label", "needs a source"));
        }
    }
    Ok(Parts { matter, visibility, body, first_line: line_at(text, text.len() - body.len()) })
}

/// Returns whether a link is an HTTP URL.
pub(crate) fn is_web_url(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or_default();
    rest.starts_with(char::is_alphanumeric) && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
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
            ("region = \"US\"\nkind = \"letter\"\n[evnt]\n", Some("page.md:9: unknown field `evnt`")),
        ] {
            let text = format!("+++\n{head}{rest}+++\n\nWords.\n");
            let mistake = split(Path::new("page.md"), &text).err().map(|diagnostic| diagnostic.to_string());
            let expected = expected.map(str::to_owned);
            assert!(mistake == expected || mistake.clone().unwrap().starts_with(&expected.unwrap()), "{mistake:?}");
        }
    }
}
