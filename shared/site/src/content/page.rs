//! A content file to a page.

use super::Source;
use crate::markdown::{self, Found, Heading};
use crate::model::{Card, Item, Kind, Link, List, Page};
use crate::problem::{Problem, Problems};
use std::collections::BTreeMap;

/// A page, and what else is known of it once it is written.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) page: Page,
    /// Its words without markup, for search.
    pub(crate) text: String,
    /// What links to it may add after `#`.
    pub(crate) headings: Vec<Heading>,
    /// Its own links, each with its line in the file.
    pub(crate) links: Vec<Found>,
}

/// Turns a content file into a page, the `number`th of the site. Whatever can't be shown is a problem; links are checked
/// once every page is written.
pub(crate) fn page(
    number: u32,
    source: &Source,
    sources: &[Source],
    files: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> Written {
    let markdown::Written { html, text, links, headings, refused } = markdown::to_html(&source.body, files);
    let line_in_file = |line: usize| source.first_line + line - 1;
    for refused in refused {
        problems.push(Problem::at(&source.file, line_in_file(refused.line), refused.message));
    }
    let matter = &source.matter;
    let item = Item {
        path: source.path.clone(),
        title: matter.title.clone(),
        summary: matter.summary.clone(),
        date: matter.date.text().to_owned(),
        date_words: matter.date.words().to_owned(),
        source: matter.source.clone(),
        kind: kind(source, sources, problems),
        window: source.window,
        number,
    };
    let public = |path: &String| files.get(path).unwrap_or(path).clone();
    let actions = matter.actions.iter().map(|link| Link { path: public(&link.path), ..link.clone() });
    let cards = matter.cards.iter().map(|card| Card { path: public(&card.path), ..card.clone() });
    let ways_on = matter.actions.iter().map(|link| &link.path).chain(matter.cards.iter().map(|card| &card.path));
    let ways_on = ways_on.filter(|path| !files.contains_key(*path));
    let ways_on = ways_on.map(|path| Found { path: path.clone(), line: source.line_of(path) });
    let written = links.into_iter().map(|found| Found { line: line_in_file(found.line), ..found });
    let links = written.chain(ways_on).collect();
    let page = Page {
        item,
        trail: trail(source, sources),
        list: matter.list,
        actions: actions.collect(),
        figures: matter.figures.clone(),
        cards: cards.collect(),
        latest: latest(source, sources, problems),
        contents: contents(&headings),
        html,
    };
    Written { text: text + &other_words(&page), page, headings, links }
}

fn kind(source: &Source, sources: &[Source], problems: &mut Problems) -> Kind {
    let kind = match (&source.matter.letter, source.listed_as(sources)) {
        (Some(letter), _) => Kind::Letter(letter.clone()),
        (None, Some(List::News)) => Kind::News,
        (None, _) => Kind::Plain,
    };
    if kind == Kind::Plain && source.matter.date.text().len() != "2026-11-23".len() {
        problems.push(Problem::whole(&source.file, "date must be a whole day: 2026-11-23"));
    }
    kind
}

/// The folder whose latest pages are shown beside this one.
fn latest(source: &Source, sources: &[Source], problems: &mut Problems) -> Option<String> {
    let folder = source.matter.latest.as_ref()?;
    if !sources.iter().any(|other| other.path == *folder && other.matter.list.is_some()) {
        let message = format!("latest must be the address of a page that lists others, and {folder} is none");
        problems.push(Problem::at(&source.file, source.line_of(folder), message));
    }
    Some(folder.clone())
}

/// A page of this many sections has a list of them beside it.
const SECTIONS: usize = 5;

fn contents(headings: &[Heading]) -> Vec<Link> {
    let sections = headings.iter().filter(|heading| heading.opens_section);
    let links = sections.map(|heading| Link { label: heading.words.clone(), path: format!("#{}", heading.id) });
    Some(links.collect()).filter(|links: &Vec<_>| links.len() >= SECTIONS).unwrap_or_default()
}

/// The words of figures and cards, a line each.
fn other_words(page: &Page) -> String {
    let figures = page.figures.iter().map(|figure| format!("{} {}\n", figure.value, figure.label));
    figures.chain(page.cards.iter().map(|card| format!("{}: {}\n", card.title, card.text))).collect()
}

/// The pages above a page, from the home page down.
fn trail(source: &Source, sources: &[Source]) -> Vec<Link> {
    let mut trail = Vec::new();
    let mut at = source;
    while let Some(folder) = at.folder() {
        let Some(above) = sources.iter().find(|other| other.path == folder) else { break };
        let label = if above.path == "/" { "Home".to_owned() } else { above.matter.title.clone() };
        trail.insert(0, Link { label, path: above.path.clone() });
        at = above;
    }
    trail
}
