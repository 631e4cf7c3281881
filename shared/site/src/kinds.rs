//! Kinds whose pages need more than their authors write: times need their zone's offset, files their size.

mod event;
mod person;
mod publication;

use crate::assets::{Assets, Files};
use crate::catalogue::Catalogue;
use crate::content::{ParsedPage, Source};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity::Identity;
use crate::markdown::LinkOnLine;
pub(crate) use event::EventTable;
use model::{Kind, PageKind, Picture, Publication};
pub(crate) use person::PersonTable;
pub(crate) use publication::PublicationTable;
use serde::{Deserialize, Deserializer};

/// The table of such a kind, as its author wrote it.
#[derive(Debug, Clone)]
pub(crate) enum Properties {
    Event(EventTable),
    Person(PersonTable),
    Publication(PublicationTable),
}

/// A mistake in a table: the key that it is about, and the rest of a sentence that begins with the key.
type Mistake = (&'static str, String);

/// The parts of a site to which tables refer.
struct Context<'a> {
    /// The name of the site's time zone.
    time_zone: &'a str,
    /// The files as the page sees them.
    files: Files<'a>,
    catalogue: &'a Catalogue,
}

impl Properties {
    /// Deserializes a table of front matter; `None` if its kind needs no more than the table has.
    pub(crate) fn from_table<'de, D: Deserializer<'de>>(name: &str, table: D) -> Option<Result<Self, D::Error>> {
        if Some(name) == model::Event::table() {
            return Some(EventTable::deserialize(table).map(Self::Event));
        }
        if Some(name) == model::Person::table() {
            return Some(PersonTable::deserialize(table).map(Self::Person));
        }
        let is_publication = Some(name) == Publication::table();
        is_publication.then(|| PublicationTable::deserialize(table).map(Self::Publication))
    }

    fn resolve(&self, source: &Source, context: &Context<'_>) -> Result<PageKind, Vec<Mistake>> {
        match self {
            Self::Event(table) => table.resolve(context).map(PageKind::Event),
            Self::Person(table) => table.resolve(&source.matter.title, context).map(PageKind::Person),
            Self::Publication(table) => table.resolve(context).map(PageKind::Publication),
        }
    }

    /// Returns the links that may lead to a page of the site.
    fn links(&self) -> Option<&String> {
        match self {
            Self::Event(table) => table.registration.as_ref(),
            Self::Person(_) | Self::Publication(_) => None,
        }
    }
}

/// Sets the kinds of pages whose tables need more than their authors wrote.
pub(crate) fn resolve(
    sources: &[Source],
    pages: &mut [ParsedPage],
    assets: &Assets,
    identity: &Identity,
    catalogue: &Catalogue,
    diagnostics: &mut Diagnostics,
) {
    for (source, parsed) in sources.iter().zip(pages) {
        let Some(properties) = &source.matter.properties else { continue };
        let context = Context { time_zone: identity.time_zone(), files: assets.beside(&source.file), catalogue };
        match properties.resolve(source, &context) {
            Ok(kind) => parsed.page.item.kind = kind,
            Err(mistakes) => {
                for (key, message) in mistakes {
                    let line = source.line_of_key(key);
                    diagnostics.push(Diagnostic::on_line(&source.file, line, format!("{key} {message}")));
                }
            }
        }
        let links = properties.links().into_iter();
        parsed.links.extend(links.map(|path| LinkOnLine { path: path.clone(), line: source.line_of(path) }));
    }
}

impl Context<'_> {
    /// Returns a picture in the sizes from which browsers choose.
    fn picture(&self, key: &'static str, name: &str, mistakes: &mut Vec<Mistake>) -> Option<Picture> {
        match self.files.picture(name) {
            Ok(shown) => Some(shown.into()),
            Err(mistake) => {
                mistakes.push((key, mistake));
                None
            }
        }
    }
}

/// Returns the keys of the words that tables are compiled with.
#[cfg(test)]
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    event::WORDS.into_iter()
}
