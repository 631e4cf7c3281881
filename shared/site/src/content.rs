//! `content/`: one Markdown file a page. `our-mission.md` is `/our-mission`, `index.md` the page of its folder.

mod links;
mod page;

pub(crate) use links::{Addresses, check_addresses, check_links, moved};
pub(crate) use page::{Written, page};

use crate::front_matter::{self, FrontMatter};
use crate::model::{List, Window};
use crate::problem::{Problem, Problems, line_at};
use crate::words::{Words, placeholders};
use std::path::{Path, PathBuf};

/// A content file that was read, and is in its parts.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) file: PathBuf,
    pub(crate) path: String,
    pub(crate) matter: FrontMatter,
    pub(crate) window: Window,
    /// The whole file, and its Markdown.
    text: String,
    body: String,
    first_line: usize,
}

impl Source {
    /// The address of its folder's page: `/news` for `/news/2026-survey`; none for the home page.
    pub(crate) fn folder(&self) -> Option<&str> {
        let (folder, name) = self.path.rsplit_once('/')?;
        if name.is_empty() { None } else { Some(if folder.is_empty() { "/" } else { folder }) }
    }

    /// The line of the head on which `setting` stands in quotes.
    fn line_of(&self, setting: &str) -> usize {
        self.text.lines().position(|line| line.contains(&format!("\"{setting}\""))).unwrap_or(0) + 1
    }

    /// The page of its folder, among `sources`, if that lists it.
    pub(crate) fn listed_as(&self, sources: &[Self]) -> Option<List> {
        sources.iter().find(|other| Some(other.path.as_str()) == self.folder())?.matter.list
    }
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// The files that are in order.
    pub(crate) read: Vec<Source>,
    /// The addresses of those that are not: a link to one of them is no mistake of its own.
    pub(crate) unread: Vec<String>,
}

/// Reads every Markdown file below `directory`, in the order of their names. Drafts are checked, and left out.
pub(crate) fn read(directory: &Path, words: &Words, problems: &mut Problems) -> Sources {
    let mut sources = Sources::default();
    for file in files(directory, problems) {
        if file.extension().is_none_or(|extension| extension != "md") {
            problems.push(Problem::whole(&file, "only Markdown files (.md) belong here; pictures belong in assets/"));
            continue;
        }
        match std::fs::read_to_string(&file) {
            Ok(text) => match source(directory, &file, &text, words, problems) {
                Ok(source) if source.matter.draft => {}
                Ok(source) => sources.read.push(source),
                Err(problem) => {
                    problems.push(problem);
                    sources.unread.push(address(directory, &file));
                }
            },
            Err(error) => problems.push(Problem::whole(&file, error)),
        }
    }
    sources
}

fn source(
    directory: &Path,
    file: &Path,
    text: &str,
    words: &Words,
    problems: &mut Problems,
) -> Result<Source, Problem> {
    let text = fill_in(file, &text.replace("\r\n", "\n"), words, problems);
    let parts = front_matter::split(file, &text)?;
    Ok(Source {
        file: file.to_owned(),
        path: address(directory, file),
        window: parts.window,
        body: parts.body.to_owned(),
        first_line: parts.first_line,
        matter: parts.matter,
        text,
    })
}

/// Puts the site's own words in place of `{{ key }}`.
fn fill_in(file: &Path, text: &str, words: &Words, problems: &mut Problems) -> String {
    let text = placeholders(words)
        .iter()
        .fold(text.to_owned(), |text, (key, value)| text.replace(&format!("{{{{ {key} }}}}"), value));
    if let Some(at) = text.find("{{") {
        let keys = placeholders(words).map(|(key, _)| key).join(", ");
        problems.push(Problem::at(file, line_at(&text, at), format!("{{{{ … }}}} must be one of {keys}")));
    }
    text
}

fn address(directory: &Path, file: &Path) -> String {
    let path = file.with_extension("");
    let path = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    let path = if path == "index" { "" } else { path.strip_suffix("/index").unwrap_or(&path) };
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
