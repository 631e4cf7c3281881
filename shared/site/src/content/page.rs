//! Turns content files into pages.

use super::Source;
use crate::assets::{Assets, Files};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::files::LARGEST;
use crate::front_matter::{FrontMatter, HeadingPicture};
use crate::markdown::{self, Heading, LinkOnLine};
use model::{Card, Closing, DescribedPicture, Figure, Item, Link, ListKind, Page, PageKind};

/// A page, with data for the index and the checks.
#[derive(Debug)]
pub(crate) struct ParsedPage {
    pub(crate) page: Page,
    /// The text without markup and notes, for search.
    pub(crate) text: String,
    /// The text of the notes.
    pub(crate) text_of_notes: String,
    /// Targets for links with a fragment.
    pub(crate) headings: Vec<Heading>,
    /// The links on the page, with their lines in the file.
    pub(crate) links: Vec<LinkOnLine>,
}

/// Parses every content file. Links are checked later, when every page is known.
pub(crate) fn parse_pages(
    sources: &[Source],
    assets: &Assets,
    catalogue: &Catalogue,
    diagnostics: &mut Diagnostics,
) -> Vec<ParsedPage> {
    let numbered = (0_u32..).zip(sources);
    numbered.map(|(number, source)| parse_page(number, source, sources, assets, catalogue, diagnostics)).collect()
}

fn parse_page(
    number: u32,
    source: &Source,
    sources: &[Source],
    assets: &Assets,
    catalogue: &Catalogue,
    diagnostics: &mut Diagnostics,
) -> ParsedPage {
    let files = &assets.beside(&source.file);
    let context = markdown::Context { title: &source.matter.title, files, catalogue, language: catalogue.language() };
    let markdown::Converted { html, notes, text, text_of_notes, links, headings, mistakes } =
        markdown::to_html(&source.body, context);
    let line_in_file = |line: usize| source.first_line + line - 1;
    for mistake in mistakes {
        diagnostics.push(Diagnostic::on_line(&source.file, line_in_file(mistake.line), mistake.message));
    }
    let size = html.len() + notes.len();
    if size > LARGEST {
        let message = format!("the page has {size} bytes of HTML, more than {LARGEST}: divide it");
        diagnostics.push(Diagnostic::in_file(&source.file, message));
    }
    let matter = &source.matter;
    let item = Item {
        path: source.path.clone(),
        title: matter.title.clone(),
        summary: matter.summary.clone(),
        date: matter.date.text().to_owned(),
        date_words: matter.date.words(catalogue),
        source: matter.source.clone(),
        tags: matter.tags.clone(),
        kind: with_pdf(kind(source, sources, diagnostics), source, files, diagnostics),
        visibility: source.visibility,
        number,
    };
    let public = |path: &String| files.get(path).unwrap_or(path).clone();
    let described = |link: &Link| {
        let file = files.linked(&link.path);
        link.label.clone() + &file.map(|file| markdown::describe(&file, &link.label, catalogue)).unwrap_or_default()
    };
    let public_link = |link: &Link| Link { path: public(&link.path), label: described(link) };
    let cards = matter.cards.iter().map(|card| Card { path: public(&card.path), ..card.clone() });
    let figures = matter.figures.iter().map(|figure| {
        let source = figure.source.as_ref().map(public_link);
        Figure { source, ..figure.clone() }
    });
    let closing = matter.closing.as_ref().map(|closing| {
        let actions = closing.actions.iter().map(public_link).collect();
        Closing { actions, ..closing.clone() }
    });
    let in_front_matter = paths(matter).filter(|path| !files.contains_key(path));
    let in_front_matter = in_front_matter.map(|path| LinkOnLine { path: path.clone(), line: source.line_of(path) });
    let in_body = links.into_iter().map(|link| LinkOnLine { line: line_in_file(link.line), ..link });
    let links = in_body.chain(in_front_matter).collect();
    let page = Page {
        item,
        trail: trail(source, sources, catalogue),
        list: matter.list,
        picture: picture(source, files, diagnostics),
        actions: matter.actions.iter().map(public_link).collect(),
        figures: figures.collect(),
        cards: cards.collect(),
        positions: positions(source, sources, diagnostics),
        latest: latest(source, sources, diagnostics),
        steps: matter.steps.clone(),
        closing,
        image: image(source, files, diagnostics),
        contents: contents(&headings),
        html,
        notes,
    };
    ParsedPage { text: text + &other_words(&page), text_of_notes, page, headings, links }
}

fn kind(source: &Source, sources: &[Source], diagnostics: &mut Diagnostics) -> PageKind {
    let implied = || source.listed_as(sources).and_then(ListKind::implied).unwrap_or(PageKind::Plain);
    let kind = source.matter.kind.clone().unwrap_or_else(implied);
    if let Some((table, folder)) = source.missing_table(sources) {
        let message = format!("a page below {folder} needs a table [{table}] before this line, as others there have");
        diagnostics.push(Diagnostic::on_line(&source.file, source.last_line_of_matter(), message));
    } else if kind == PageKind::Plain
        && source.matter.properties.is_none()
        && source.matter.date.text().len() != "2026-11-23".len()
    {
        let message = "date must be a whole day: 2026-11-23";
        diagnostics.push(Diagnostic::on_line(&source.file, source.line_of_key("date"), message));
    }
    kind
}

/// Returns the targets of the links in front matter.
fn paths(matter: &FrontMatter) -> impl Iterator<Item = &String> {
    let closing = matter.closing.iter().flat_map(|closing| &closing.actions);
    let sources = matter.figures.iter().filter_map(|figure| figure.source.as_ref());
    let position = match &matter.kind {
        Some(PageKind::Letter(letter)) => letter.position_source.as_ref(),
        _ => None,
    };
    let links = matter.actions.iter().chain(closing).chain(sources).chain(position).map(|link| &link.path);
    links.chain(matter.cards.iter().map(|card| &card.path))
}

/// Replaces the name of a letter's PDF with its public path.
fn with_pdf(mut kind: PageKind, source: &Source, files: &Files<'_>, diagnostics: &mut Diagnostics) -> PageKind {
    if let PageKind::Letter(letter) = &mut kind
        && let Some(name) = &mut letter.pdf
    {
        if let Some(path) = files.get(name).filter(|_| name.ends_with(".pdf")) {
            name.clone_from(path);
        } else {
            let message = format!("pdf must be the name of a PDF in assets/, unlike {name}");
            diagnostics.push(Diagnostic::on_line(&source.file, source.line_of(name), message));
        }
    }
    kind
}

/// Returns the paths of the policy pages whose asks this one shows.
fn positions(source: &Source, sources: &[Source], diagnostics: &mut Diagnostics) -> Vec<String> {
    let find = |name: &String| {
        let is_it = |other: &&Source| other.is_policy() && (other.path == *name || other.slug() == name);
        let found = sources.iter().find(is_it);
        if found.is_none() {
            let message = format!("positions must name policy pages, unlike {name}");
            diagnostics.push(Diagnostic::on_line(&source.file, source.line_of(name), message));
        }
        found.map(|other| other.path.clone())
    };
    source.matter.positions.iter().filter_map(find).collect()
}

/// Returns the paths of the folders whose latest pages this one shows.
fn latest(source: &Source, sources: &[Source], diagnostics: &mut Diagnostics) -> Vec<String> {
    for folder in &source.matter.latest {
        if !sources.iter().any(|other| other.path == *folder && other.matter.list.is_some()) {
            let message = format!("latest must be the path of a list page, unlike {folder}");
            diagnostics.push(Diagnostic::on_line(&source.file, source.line_of(folder), message));
        }
    }
    source.matter.latest.clone()
}

/// Returns the picture beside the heading.
fn picture(source: &Source, files: &Files<'_>, diagnostics: &mut Diagnostics) -> Option<DescribedPicture> {
    let HeadingPicture { file, alt } = source.matter.picture.as_ref()?;
    match files.picture(file) {
        Ok(shown) => Some(DescribedPicture { picture: shown.into(), alt: alt.clone() }),
        Err(mistake) => {
            diagnostics.push(Diagnostic::on_line(&source.file, source.line_of(file), format!("picture {mistake}")));
            None
        }
    }
}

/// Returns the public path of the picture that other sites show with a link to the page.
fn image(source: &Source, files: &Files<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let found = files.sharing(source.matter.image.as_ref()?);
    let report = |mistake| {
        diagnostics.push(Diagnostic::on_line(&source.file, source.line_of_key("image"), mistake));
    };
    found.map_err(report).ok()
}

/// Returns links to the sections of a page.
fn contents(headings: &[Heading]) -> Vec<Link> {
    let sections = headings.iter().filter(|heading| heading.opens_section);
    sections.map(|heading| Link { label: heading.words.clone(), path: format!("#{}", heading.id) }).collect()
}

/// Returns the text of figures, cards and steps, a line each.
fn other_words(page: &Page) -> String {
    let figures = page.figures.iter().map(|figure| format!("{} {}\n", figure.value, figure.label));
    let cards = page.cards.iter().map(|card| format!("{}: {}\n", card.title, card.text));
    figures.chain(cards).chain(page.steps.iter().map(|step| format!("{}: {}\n", step.title, step.text))).collect()
}

/// Returns the pages above a page, from the home page down.
fn trail(source: &Source, sources: &[Source], catalogue: &Catalogue) -> Vec<Link> {
    let mut trail = Vec::new();
    let mut at = source;
    while let Some(folder) = at.folder() {
        let Some(above) = sources.iter().find(|other| other.path == folder) else { break };
        let label = if above.path == "/" { catalogue.text("page.home") } else { above.matter.title.clone() };
        trail.insert(0, Link { label, path: above.path.clone() });
        at = above;
    }
    trail
}
