//! What the site has: pages, lists of them, an index of their words, and files.

use serde::Deserialize;
use shared::site::{
    Archive, Asset, Document, Entry, Item, List, Moments, Page, Piece, Posting, Rendering, Window, find,
};
use std::collections::HashSet;

/// The pages and files of a site.
#[derive(Debug, Clone)]
pub struct Content {
    /// `Entry` by address.
    pub pages: Archive,
    /// `Rendering` by number: how a page looks from some moment on.
    pub renderings: Archive,
    /// `Piece` by number: what several pages have.
    pub pieces: Archive,
    /// `Vec<Item>` by folder, the latest first.
    pub lists: Archive,
    /// `Document` by number.
    pub documents: Archive,
    /// `Vec<Posting>` by term.
    pub terms: Archive,
    /// `Asset` by address.
    pub assets: Archive,
}

/// The record of a number, which an archive has in ten digits.
fn numbered<'a, T: Deserialize<'a>>(records: &'a Archive, number: u32) -> Option<T> {
    find(records, &format!("{number:010}"))
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
            renderings: embedded!("renderings.bin"),
            pieces: embedded!("pieces.bin"),
            lists: embedded!("lists.bin"),
            documents: embedded!("documents.bin"),
            terms: embedded!("terms.bin"),
            assets: embedded!("assets.bin"),
        }
    }

    pub(crate) fn entry(&self, path: &str) -> Option<Entry<'_>> {
        find(&self.pages, path)
    }

    /// Whether there is a page at an address that can be seen at `now`.
    pub(crate) fn is_seen(&self, path: &str, now: i64) -> bool {
        match self.entry(path) {
            Some(Entry::Page(page)) => page.window.contains(now),
            Some(Entry::List(_, page)) => page.item.window.contains(now),
            Some(Entry::Moved(_)) | None => false,
        }
    }

    /// The page at an address, if it lists others and can be seen at `now`; and how it lists them.
    pub(crate) fn lister(&self, path: &str, now: i64) -> Option<(List, Page)> {
        match self.entry(path)? {
            Entry::List(list, page) if page.item.window.contains(now) => Some((list, *page)),
            _ => None,
        }
    }

    pub(crate) fn rendering(&self, number: u32) -> Option<Rendering<'_>> {
        numbered(&self.renderings, number)
    }

    pub(crate) fn piece(&self, number: u32) -> Option<Piece<'_>> {
        numbered(&self.pieces, number)
    }

    pub(crate) fn asset(&self, path: &str) -> Option<Asset<'_>> {
        find(&self.assets, path)
    }

    /// The pages of a folder that can be seen at `now`; of the empty folder, every page.
    pub(crate) fn list(&self, folder: &str, now: i64) -> Vec<Item> {
        let items: Vec<Item> = find(&self.lists, folder).unwrap_or_default();
        items.into_iter().filter(|item| item.window.contains(now)).collect()
    }

    /// When a page appears or goes.
    pub(crate) fn moments(&self) -> Moments<'_> {
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
        numbered(&self.documents, number)
    }
}
