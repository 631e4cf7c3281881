//! `content/`: one Markdown file a page. `our-mission.md` is `/our-mission`, `index.md` the page of its folder.

use crate::front_matter;
use crate::markdown;
use crate::model::Page;
use crate::problem::{Problem, Problems, line_at};
use crate::words::{Words, placeholders};
use std::path::{Path, PathBuf};

/// A page that has been read but not yet checked.
#[derive(Debug)]
pub(crate) struct Draft {
    file: PathBuf,
    pub(crate) path: String,
    text: String,
}

/// Reads every Markdown file below `directory`, in the order of their names.
pub(crate) fn read(directory: &Path, problems: &mut Problems) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for file in files(directory, problems) {
        if file.extension().is_none_or(|extension| extension != "md") {
            problems.push(Problem::whole(&file, "only Markdown files (.md) belong here; pictures belong in assets/"));
            continue;
        }
        match std::fs::read_to_string(&file) {
            Ok(text) => drafts.push(Draft { path: address(directory, &file), text: text.replace("\r\n", "\n"), file }),
            Err(error) => problems.push(Problem::whole(&file, error)),
        }
    }
    drafts
}

/// Checks a page and turns its Markdown into HTML. What can't be shown is left out, and is a problem.
pub(crate) fn page(draft: &Draft, words: &Words, addresses: &[&str], problems: &mut Problems) -> Page {
    let text = fill_in(draft, words, problems);
    let (matter, body, first_line) = match front_matter::split(&draft.file, &text) {
        Ok(parts) => parts,
        Err(problem) => {
            problems.push(problem);
            return Page::default();
        }
    };
    let is_missing = |path: &str| !leads_somewhere(path, addresses);
    let (html, links) = markdown::to_html(body);
    for problem in links.refused {
        problems.push(Problem::at(&draft.file, first_line + problem.line - 1, problem.message));
    }
    for link in links.found.iter().filter(|link| is_missing(&link.path)) {
        let message = format!("links to {}, which is no page", link.path);
        problems.push(Problem::at(&draft.file, first_line + link.line - 1, message));
    }
    let ways_on = matter.actions.iter().map(|link| &link.path).chain(matter.cards.iter().map(|card| &card.path));
    for path in ways_on.filter(|path| is_missing(path)) {
        let line = text.lines().position(|line| line.contains(&format!("\"{path}\""))).unwrap_or(0) + 1;
        problems.push(Problem::at(&draft.file, line, format!("links to {path}, which is no page")));
    }
    Page {
        path: draft.path.clone(),
        title: matter.title,
        summary: matter.summary,
        date: matter.date,
        actions: matter.actions,
        figures: matter.figures,
        cards: matter.cards,
        html,
    }
}

/// Puts the site's own words in place of `{{ key }}`.
fn fill_in(draft: &Draft, words: &Words, problems: &mut Problems) -> String {
    let text = placeholders(words)
        .iter()
        .fold(draft.text.clone(), |text, (key, value)| text.replace(&format!("{{{{ {key} }}}}"), value));
    if let Some(at) = text.find("{{") {
        let message = "{{ … }} must be one of name, short_name, location, contact_email, decision_time, privacy_notice";
        problems.push(Problem::at(&draft.file, line_at(&text, at), message));
    }
    text
}

/// Whether a link leads to one of `addresses`, to a place on the same page, or to another site.
pub(crate) fn leads_somewhere(link: &str, addresses: &[&str]) -> bool {
    !link.starts_with('/') || addresses.contains(&link.split(['#', '?']).next().unwrap_or(link))
}

fn address(directory: &Path, file: &Path) -> String {
    let path = file.with_extension("");
    let path = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    let path = path.strip_suffix("index").unwrap_or(&path).trim_end_matches('/');
    format!("/{path}")
}

/// Every file below `directory`, in the order of their paths; hidden ones aside.
pub(crate) fn files(directory: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Problem::whole(directory, error));
            return found;
        }
    };
    for entry in entries.iter().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path, problems)) } else { found.push(path) }
    }
    found.sort();
    found
}
