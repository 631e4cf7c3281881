//! A content file to a page.

use super::{Addresses, Source, leads_somewhere};
use crate::markdown;
use crate::model::{Item, Kind, Link, List, Page};
use crate::problem::{Problem, Problems};
use std::collections::BTreeMap;

/// A page, and its words without markup.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) page: Page,
    pub(crate) text: String,
}

/// Checks a content file and turns its Markdown into HTML. Whatever can't be shown is a problem.
pub(crate) fn page(
    source: &Source,
    sources: &[Source],
    addresses: &Addresses,
    pictures: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> Written {
    let written = markdown::to_html(&source.body, pictures);
    check_links(source, &written, addresses, problems);
    let matter = &source.matter;
    let kind = match (&matter.letter, source.listed_as(sources)) {
        (Some(letter), _) => Kind::Letter(letter.clone()),
        (None, Some(List::News)) => Kind::News,
        (None, _) => Kind::Plain,
    };
    if kind == Kind::Plain && matter.date.text().len() != "2026-11-23".len() {
        problems.push(Problem::whole(&source.file, "date must be a whole day: 2026-11-23"));
    }
    let item = Item {
        path: source.path.clone(),
        title: matter.title.clone(),
        summary: matter.summary.clone(),
        date: matter.date.text().to_owned(),
        date_words: matter.date.words().to_owned(),
        source: matter.source.clone(),
        kind,
        window: source.window,
    };
    let page = Page {
        item,
        trail: trail(source, sources),
        list: matter.list,
        actions: matter.actions.clone(),
        figures: matter.figures.clone(),
        cards: matter.cards.clone(),
        html: written.html,
    };
    Written { page, text: written.text }
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

fn check_links(source: &Source, written: &markdown::Written, addresses: &Addresses, problems: &mut Problems) {
    for refused in &written.refused {
        problems.push(Problem::at(&source.file, source.first_line + refused.line - 1, refused.message));
    }
    let mut report = |line, path: &str| {
        problems.push(Problem::at(&source.file, line, format!("links to {path}, which is no page")));
    };
    for link in written.links.iter().filter(|link| !leads_somewhere(&link.path, addresses)) {
        report(source.first_line + link.line - 1, &link.path);
    }
    let matter = &source.matter;
    let ways_on = matter.actions.iter().map(|link| &link.path).chain(matter.cards.iter().map(|card| &card.path));
    for path in ways_on.filter(|path| !leads_somewhere(path, addresses)) {
        let line = source.text.lines().position(|line| line.contains(&format!("\"{path}\""))).unwrap_or(0) + 1;
        report(line, path);
    }
}
