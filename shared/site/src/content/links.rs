//! Where links may lead, and addresses that pages had before.

use super::{Source, Sources};
use crate::model::Entry;
use crate::problem::{Problem, Problems};
use std::collections::BTreeMap;

/// Every address on the site that a link may lead to.
#[derive(Debug)]
pub(crate) struct Addresses(Vec<String>);

/// Addresses that are no content files: other functions' and the program's own.
const OTHERS: [&str; 3] = ["/join/start", "/search", "/sitemap.xml"];

impl Addresses {
    pub(crate) fn of(sources: &Sources) -> Self {
        let pages = sources.read.iter().map(|source| source.path.clone()).chain(sources.unread.iter().cloned());
        let feeds = sources.read.iter().filter(|source| source.matter.list.is_some());
        let feeds = feeds.map(|source| format!("{}/feed.xml", source.path));
        Self(pages.chain(feeds).chain(OTHERS.map(str::to_owned)).collect())
    }

    fn contain(&self, path: &str) -> bool {
        self.0.iter().any(|known| known == path)
    }
}

/// Whether a link leads to one of `addresses`, to a place on the same page, to another site or to a mailbox.
pub(crate) fn leads_somewhere(link: &str, addresses: &Addresses) -> bool {
    if link.starts_with('/') {
        return addresses.contain(link.split(['#', '?']).next().unwrap_or(link));
    }
    ["#", "https://", "http://", "mailto:"].iter().any(|start| link.starts_with(start))
}

/// Addresses that pages had before, and where they lead now.
pub(crate) fn moved(sources: &[Source], problems: &mut Problems) -> BTreeMap<String, Entry> {
    let mut moved = BTreeMap::new();
    for source in sources {
        for alias in &source.matter.aliases {
            let taken = sources.iter().any(|other| other.path == *alias) || moved.contains_key(alias);
            let line = source.text.lines().position(|line| line.contains(&format!("\"{alias}\""))).unwrap_or(0) + 1;
            if !alias.starts_with('/') || alias.ends_with('/') || alias.contains(['?', '#']) {
                problems.push(Problem::at(&source.file, line, format!("{alias} must be a path such as /old-name")));
            } else if taken {
                problems.push(Problem::at(&source.file, line, format!("{alias} is the address of another page")));
            } else {
                moved.insert(alias.clone(), Entry::Moved(source.path.clone()));
            }
        }
    }
    moved
}
