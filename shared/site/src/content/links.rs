//! Where links may lead, and which addresses a page may have.

use super::{Source, Sources, Written};
use crate::model::{Entry, Window};
use crate::problem::{Problem, Problems};
use std::collections::BTreeMap;

/// Every address on the site that a link may lead to.
#[derive(Debug)]
pub(crate) struct Addresses(BTreeMap<String, Place>);

/// What is at an address.
#[derive(Debug, Default)]
struct Place {
    /// When it is there.
    window: Window,
    /// What a link may add after `#`; `None` where that is not known here.
    headings: Option<Vec<String>>,
}

/// Addresses that a link may lead to although they are no content files.
const OTHERS: [&str; 3] = ["/join/start", "/search", "/sitemap.xml"];

/// Addresses that the program answers itself, whatever stands in `content/`.
const TAKEN: [&str; 8] =
    ["/api", "/favicon.ico", "/members", "/robots.txt", "/search", "/site.webmanifest", "/sitemap.xml", "/staff"];
const TAKEN_BELOW: [&str; 6] = ["/_local/", "/api/", "/assets/", "/join/", "/members/", "/staff/"];

impl Addresses {
    pub(crate) fn of(sources: &Sources, pages: &[Written]) -> Self {
        let mut addresses = Self(OTHERS.map(|path| (path.to_owned(), Place::default())).into());
        let mut add = |path: String, window, headings| addresses.0.insert(path, Place { window, headings });
        for path in &sources.unread {
            add(path.clone(), Window::default(), None);
        }
        for written in pages {
            let (page, window) = (&written.page, written.page.item.window);
            add(
                page.item.path.clone(),
                window,
                Some(written.headings.iter().map(|heading| heading.id.clone()).collect()),
            );
            if page.list.is_some() {
                add(format!("{}/feed.xml", page.item.path), window, None);
            }
        }
        addresses
    }

    /// What is wrong with a link that stands on `path` during `window`, if it leads nowhere.
    pub(crate) fn trouble(&self, link: &str, path: &str, window: Window) -> Option<String> {
        if ["https://", "http://", "mailto:"].iter().any(|start| link.starts_with(start)) {
            return None;
        }
        let (target, fragment) = link.split_once('#').map_or((link, None), |(target, id)| (target, Some(id)));
        let target = if target.is_empty() { path } else { target.split('?').next().unwrap_or(target) };
        let Some(place) = self.0.get(target) else { return Some(format!("links to {link}, which is no page")) };
        let unknown = |id: &&str| place.headings.as_ref().is_some_and(|known| !known.iter().any(|name| name == id));
        if fragment.filter(|id| *id != "main").filter(unknown).is_some() {
            return Some(format!("links to {link}, but no heading there has this name"));
        }
        let outlives = !place.window.covers(window);
        outlives.then(|| format!("links to {link}, which appears later or goes sooner than this page does"))
    }
}

/// The pages' links that lead nowhere.
pub(crate) fn check_links(sources: &[Source], pages: &[Written], addresses: &Addresses, problems: &mut Problems) {
    for (source, written) in sources.iter().zip(pages) {
        for link in &written.links {
            if let Some(trouble) = addresses.trouble(&link.path, &source.path, source.window) {
                problems.push(Problem::at(&source.file, link.line, trouble));
            }
        }
    }
}

/// Pages whose address they can't have.
pub(crate) fn check_addresses(sources: &[Source], problems: &mut Problems) {
    for source in sources {
        if is_taken(&source.path) {
            problems.push(Problem::whole(&source.file, format!("{} is an address of the program", source.path)));
        } else if !source.path.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./".contains(c)) {
            let rule = "a file's name is its address: lower-case letters a to z, digits and hyphens";
            problems.push(Problem::whole(&source.file, rule));
        }
    }
}

fn is_taken(path: &str) -> bool {
    TAKEN.contains(&path) || TAKEN_BELOW.iter().any(|start| path.starts_with(start)) || path.ends_with("/feed.xml")
}

/// Addresses that pages had before, and where they lead now.
pub(crate) fn moved(sources: &[Source], problems: &mut Problems) -> BTreeMap<String, Entry<'static>> {
    let mut moved = BTreeMap::new();
    for source in sources {
        for alias in &source.matter.aliases {
            let another = sources.iter().any(|other| other.path == *alias) || moved.contains_key(alias);
            let mut refuse = |why: &str| {
                problems.push(Problem::at(&source.file, source.line_of(alias), format!("{alias} {why}")));
            };
            if !alias.starts_with('/') || alias.ends_with('/') || alias.contains(['?', '#']) {
                refuse("must be a path such as /old-name");
            } else if another {
                refuse("is the address of another page");
            } else if is_taken(alias) {
                refuse("is an address of the program");
            } else {
                moved.insert(alias.clone(), Entry::Moved(source.path.clone()));
            }
        }
    }
    moved
}
