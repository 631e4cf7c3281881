//! Reads `content/`, with one Markdown file for each page: `our-mission.md` is `/our-mission`, `index.md` is its folder's page.

mod page;

pub(crate) use page::{ParsedPage, parse_pages};

use crate::assets::is_page;
use crate::diagnostic::{Diagnostic, Diagnostics, line_at, line_of_key};
use crate::files::{files, read_text};
use crate::front_matter::{self, FrontMatter};
use crate::identity::Identity;
use model::{ListKind, PageKind, Visibility};
use std::path::{Path, PathBuf};

/// A content file, split into front matter and body.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) file: PathBuf,
    pub(crate) path: String,
    pub(crate) matter: FrontMatter,
    pub(crate) visibility: Visibility,
    /// The whole file.
    text: String,
    /// The Markdown.
    body: String,
    first_line: usize,
}

impl Source {
    /// Returns the path of the folder's page, such as `/news` for `/news/2026-survey`; `None` for the home page.
    pub(crate) fn folder(&self) -> Option<&str> {
        let (folder, name) = self.path.rsplit_once('/')?;
        if name.is_empty() { None } else { Some(if folder.is_empty() { "/" } else { folder }) }
    }

    /// Returns the line on which `setting` is in quotes.
    pub(crate) fn line_of(&self, setting: &str) -> usize {
        self.text.lines().position(|line| line.contains(&format!("\"{setting}\""))).unwrap_or(0) + 1
    }

    /// Returns the line of a setting, counted from 1.
    pub(crate) fn line_of_key(&self, key: &str) -> usize {
        line_of_key(&self.text, key).unwrap_or(1)
    }

    /// Returns the line that ends the front matter.
    pub(crate) fn last_line_of_matter(&self) -> usize {
        self.first_line - 1
    }

    /// Returns the lines of the file, with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// Returns the last part of the path.
    pub(crate) fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Returns whether this is a policy page, whose slug is a tag.
    pub(crate) fn is_policy(&self) -> bool {
        matches!(self.matter.kind, Some(PageKind::Policy(_)))
    }

    /// Returns whether the page is below `folder`, at any depth.
    fn is_below(&self, folder: &Self) -> bool {
        self.path.strip_prefix(&folder.path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns the table that the front matter needs but lacks, because a page above lists pages by what is in the table.
    pub(crate) fn missing_table<'a>(&self, sources: &'a [Self]) -> Option<(&'static str, &'a str)> {
        let has_table = self.matter.kind.is_some() || self.matter.properties.is_some();
        let above = sources.iter().filter(|other| !has_table && self.is_below(other));
        above.filter_map(|folder| Some((folder.matter.list?.required_table()?, folder.path.as_str()))).next()
    }

    /// Returns how the page of the folder, among `sources`, lists this one.
    pub(crate) fn listed_as(&self, sources: &[Self]) -> Option<ListKind> {
        sources.iter().find(|other| Some(other.path.as_str()) == self.folder())?.matter.list
    }
}

/// The content files.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Files without mistakes in their front matter.
    pub(crate) read: Vec<Source>,
    /// The paths of the other files, so that links to them are not reported as well.
    pub(crate) unread: Vec<String>,
}

/// Reads every Markdown file below `directory`, in path order. Drafts are checked, then dropped.
pub(crate) fn read(directory: &Path, identity: &Identity, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    for file in files(directory, diagnostics) {
        // Pictures and documents beside the pages.
        if !is_page(&file) {
            continue;
        }
        match read_text(&file).and_then(|text| source(directory, &file, &text, identity, diagnostics)) {
            Ok(source) if source.matter.draft => {}
            Ok(source) => sources.read.push(source),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                sources.unread.push(address(directory, &file));
            }
        }
    }
    if !directory.join("index.md").exists() && directory.exists() {
        diagnostics.push(Diagnostic::in_file(&directory.join("index.md"), "is missing: it is the home page"));
    }
    sources
}

fn source(
    directory: &Path,
    file: &Path,
    text: &str,
    identity: &Identity,
    diagnostics: &mut Diagnostics,
) -> Result<Source, Diagnostic> {
    let text = fill_in(file, text, identity, diagnostics);
    let parts = front_matter::split(file, &text)?;
    Ok(Source {
        file: file.to_owned(),
        path: address(directory, file),
        visibility: parts.visibility,
        body: parts.body.to_owned(),
        first_line: parts.first_line,
        matter: parts.matter,
        text,
    })
}

/// Replaces `{{ key }}` with the value of that key in `site.toml`.
fn fill_in(file: &Path, text: &str, identity: &Identity, diagnostics: &mut Diagnostics) -> String {
    let text = identity
        .placeholders()
        .iter()
        .fold(text.to_owned(), |text, (key, value)| text.replace(&format!("{{{{ {key} }}}}"), value));
    if let Some(at) = text.find("{{") {
        let keys = identity.placeholders().map(|(key, _)| key).join(", ");
        diagnostics.push(Diagnostic::on_line(file, line_at(&text, at), format!("{{{{ … }}}} must be one of {keys}")));
    }
    text
}

fn address(directory: &Path, file: &Path) -> String {
    let path = file.with_extension("");
    let path = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    let path = if path == "index" { "" } else { path.strip_suffix("/index").unwrap_or(&path) };
    format!("/{path}")
}
