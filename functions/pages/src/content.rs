//! What the site has: pages, lists of them, an index of their words, and files.

use shared::site::{Archive, Asset, Document, Entry, Item, Posting, Window, find};
use std::collections::HashSet;

/// The pages and files of a site.
#[derive(Debug, Clone)]
pub struct Content {
    /// `Entry` by address.
    pub pages: Archive,
    /// `Vec<Item>` by folder, the latest first.
    pub lists: Archive,
    /// `Document` by number.
    pub documents: Archive,
    /// `Vec<Posting>` by term.
    pub terms: Archive,
    /// `Asset` by address.
    pub assets: Archive,
}

macro_rules! embedded {
    ($file:literal) => {
        Archive::new(include_bytes!(concat!(env!("OUT_DIR"), "/", $file)).as_slice())
    };
}

impl Content {
    /// What this crate was built with.
    pub fn embedded() -> Self {
        Self {
            pages: embedded!("pages.bin"),
            lists: embedded!("lists.bin"),
            documents: embedded!("documents.bin"),
            terms: embedded!("terms.bin"),
            assets: embedded!("assets.bin"),
        }
    }

    pub(crate) fn entry(&self, path: &str) -> Option<Entry> {
        find(&self.pages, path)
    }

    pub(crate) fn asset(&self, path: &str) -> Option<Asset<'_>> {
        Asset::find(&self.assets, path)
    }

    /// The pages of a folder that can be seen at `now`; of the empty folder, every page.
    pub(crate) fn list(&self, folder: &str, now: i64) -> Vec<Item> {
        let items: Vec<Item> = find(&self.lists, folder).unwrap_or_default();
        items.into_iter().filter(|item| item.window.contains(now)).collect()
    }

    /// The Unix seconds at which a page appears or goes, in order.
    pub(crate) fn moments(&self) -> Vec<i64> {
        find(&self.lists, "moments").unwrap_or_default()
    }

    /// The numbers of the documents that can't be seen at `now`.
    pub(crate) fn hidden(&self, now: i64) -> HashSet<u32> {
        let windows: Vec<(u32, Window)> = find(&self.lists, "windows").unwrap_or_default();
        windows.into_iter().filter(|(_, window)| !window.contains(now)).map(|(number, _)| number).collect()
    }

    pub(crate) fn postings(&self, term: &str) -> Vec<Posting> {
        find(&self.terms, term).unwrap_or_default()
    }

    pub(crate) fn document(&self, number: u32) -> Option<Document> {
        find(&self.documents, &format!("{number:010}"))
    }
}
