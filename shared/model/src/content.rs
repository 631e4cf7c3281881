//! Pages, lists, search index and files, each found by its key.

use crate::archive::{self, Archive};
use crate::asset::Asset;
use crate::page::{Entry, Item, ListPage, Rendering, Shell};
use crate::schedule::{PublicationSchedule, Visibility};
use crate::search_index::{Document, IndexedTerm, KnownWord};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::num::TryFromIntError;

/// Encoded records by key.
pub type Records = BTreeMap<String, Vec<u8>>;

/// The archives of a site. Records are [postcards](https://postcard.jamesmunns.com/).
#[derive(Debug, Default)]
pub struct Archives {
    /// [`Asset`] by public path.
    pub assets: Records,
    /// [`Document`] by number.
    pub documents: Records,
    /// The HTML of each page's entry in lists, by number.
    pub entries: Records,
    /// The names of kinds under `names`; the index of each document's kind under `kinds`.
    pub kinds: Records,
    /// Lists of [`Item`] by folder, latest first; every page under the empty key.
    pub lists: Records,
    /// [`Entry`] by path.
    pub pages: Records,
    /// [`Rendering`] by number.
    pub renderings: Records,
    /// The [`PublicationSchedule`] of the site under `changes`; the number and [`Visibility`] of each page that is not
    /// always public under `limited`.
    pub schedule: Records,
    /// [`Shell`] by number, and that of search under [`SEARCH`].
    pub shells: Records,
    /// [`IndexedTerm`] by term.
    pub terms: Records,
    /// The labels of topics by tag.
    pub topics: Records,
    /// Lists of [`KnownWord`] by the length of their term, as [`numbered`].
    pub words: Records,
}

/// The key of the shell of search results.
pub const SEARCH: &str = "search";

/// The content of a site: an archive of archives, so that starting a function decodes nothing.
#[derive(Debug, Clone)]
pub struct Content(Cow<'static, [u8]>);

/// Returns the key of a numbered record.
pub fn numbered(number: u32) -> String {
    format!("{number:010}")
}

impl Archives {
    /// Encodes the archives as the bytes of a [`Content`].
    ///
    /// # Errors
    /// When they exceed 4 GiB.
    pub fn encode(&self) -> Result<Vec<u8>, TryFromIntError> {
        let parts = [
            ("assets", &self.assets),
            ("documents", &self.documents),
            ("entries", &self.entries),
            ("kinds", &self.kinds),
            ("lists", &self.lists),
            ("pages", &self.pages),
            ("renderings", &self.renderings),
            ("schedule", &self.schedule),
            ("shells", &self.shells),
            ("terms", &self.terms),
            ("topics", &self.topics),
            ("words", &self.words),
        ];
        let parts = parts.into_iter().map(|(name, records)| Ok((name.to_owned(), archive::encode(records)?)));
        archive::encode(&parts.collect::<Result<_, TryFromIntError>>()?)
    }
}

impl Content {
    /// Wraps the bytes of encoded [`Archives`]. Any other bytes are an empty site.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        Self(bytes.into())
    }

    fn archive(&self, name: &str) -> Archive<'_> {
        Archive::new(Archive::new(&self.0).get(name).unwrap_or_default())
    }

    fn find<'a, T: Deserialize<'a>>(&'a self, archive: &str, key: &str) -> Option<T> {
        postcard::from_bytes(self.archive(archive).get(key)?).ok()
    }

    /// Returns the entry for a path, public or not.
    pub fn entry(&self, path: &str) -> Option<Entry<'_>> {
        self.find("pages", path)
    }

    /// Returns whether the page at a path is public at `now`, in Unix seconds.
    pub fn is_public(&self, path: &str, now: i64) -> bool {
        match self.entry(path) {
            Some(Entry::Rendered(page)) => page.visibility.contains(now),
            Some(Entry::List(list)) => list.item.visibility.contains(now),
            Some(Entry::Moved(_)) | None => false,
        }
    }

    /// Returns the list page at a path, if it is public at `now`.
    pub fn list_page(&self, path: &str, now: i64) -> Option<ListPage<'_>> {
        match self.entry(path)? {
            Entry::List(list) if list.item.visibility.contains(now) => Some(*list),
            _ => None,
        }
    }

    /// Returns the shell of a list page by number.
    pub fn shell(&self, number: u32) -> Option<Shell<'_>> {
        self.find("shells", &numbered(number))
    }

    /// Returns the shell of search results.
    pub fn search_shell(&self) -> Option<Shell<'_>> {
        self.find("shells", SEARCH)
    }

    /// Returns the HTML of a page's entry in lists, by number.
    pub fn entry_html(&self, number: u32) -> Option<&str> {
        std::str::from_utf8(self.archive("entries").get(&numbered(number))?).ok()
    }

    /// Returns a page body by number.
    pub fn rendering(&self, number: u32) -> Option<Rendering<'_>> {
        self.find("renderings", &numbered(number))
    }

    /// Returns how many page bodies there are.
    pub fn renderings(&self) -> usize {
        self.archive("renderings").len()
    }

    /// Returns a file by its public path.
    pub fn asset(&self, path: &str) -> Option<Asset<'_>> {
        self.find("assets", path)
    }

    /// Returns the pages of a folder that are public at `now`, latest first; those of the whole site for the empty folder.
    pub fn list(&self, folder: &str, now: i64) -> Vec<Item> {
        let items: Vec<Item> = self.find("lists", folder).unwrap_or_default();
        items.into_iter().filter(|item| item.visibility.contains(now)).collect()
    }

    /// Returns when pages appear or expire.
    pub fn changes(&self) -> PublicationSchedule<'_> {
        self.find("schedule", "changes").unwrap_or_default()
    }

    /// Returns the numbers of the documents that are not public at `now`.
    pub fn hidden(&self, now: i64) -> HashSet<u32> {
        let limited: Vec<(u32, Visibility)> = self.find("schedule", "limited").unwrap_or_default();
        limited.into_iter().filter(|(_, visibility)| !visibility.contains(now)).map(|(number, _)| number).collect()
    }

    /// Returns what visitors read for a tag.
    pub fn topic(&self, tag: &str) -> Option<&str> {
        std::str::from_utf8(self.archive("topics").get(tag)?).ok()
    }

    /// Returns a word or phrase of the index.
    pub fn term(&self, term: &str) -> Option<IndexedTerm<'_>> {
        self.find("terms", term)
    }

    /// Returns a document by number.
    pub fn document(&self, number: u32) -> Option<Document<'_>> {
        self.find("documents", &numbered(number))
    }

    /// Returns the names of the documents' kinds, and the index of each document's kind by its number.
    pub fn kinds(&self) -> (Vec<&str>, &[u8]) {
        (self.find("kinds", "names").unwrap_or_default(), self.archive("kinds").get("kinds").unwrap_or_default())
    }

    /// Returns the vocabulary's words whose terms have this length, in characters.
    pub fn words(&self, length: u32) -> Vec<KnownWord<'_>> {
        self.find("words", &numbered(length)).unwrap_or_default()
    }
}
