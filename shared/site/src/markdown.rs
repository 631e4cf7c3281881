//! Converts Markdown to HTML: CommonMark with tables, footnotes and typographic punctuation. Headings get an `id`.

use crate::diagnostic::line_at;
use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The HTML of a text, with its links and headings.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    pub(crate) html: String,
    /// The text without markup.
    pub(crate) text: String,
    /// Links, except to assets.
    pub(crate) links: Vec<LinkOnLine>,
    /// Headings, in order.
    pub(crate) headings: Vec<Heading>,
    /// Markup that content may not use.
    pub(crate) mistakes: Vec<Mistake>,
}

/// A heading.
#[derive(Debug, Default)]
pub(crate) struct Heading {
    /// The fragment for links.
    pub(crate) id: String,
    /// The text without markup.
    pub(crate) words: String,
    /// Whether the heading opens a section of the page: `##`.
    pub(crate) opens_section: bool,
}

/// A link and its line, counted from 1.
#[derive(Debug)]
pub(crate) struct LinkOnLine {
    pub(crate) path: String,
    pub(crate) line: usize,
}

/// Markup that content may not use, and its line, counted from 1.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) message: String,
    pub(crate) line: usize,
}

/// Converts `text` to HTML. `files` maps the names of assets in pictures and links to public paths.
pub(crate) fn to_html(text: &str, files: &BTreeMap<String, String>) -> Converted {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_SMART_PUNCTUATION;
    let mut converted = Converted::default();
    let mut mistakes = Vec::new();
    let mut words_before_picture = 0;
    let mut events = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let line = line_at(text, range.start);
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) if !files.contains_key(dest_url.as_ref()) => {
                converted.links.push(LinkOnLine { path: dest_url.to_string(), line });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                mistakes.extend(mistaken_picture(dest_url, files).map(|message| (line, message)));
                words_before_picture = converted.text.len();
            }
            Event::End(TagEnd::Image) if no_words(converted.text.get(words_before_picture..)) => {
                let message = "a picture needs words for people who can't see it: ![what it shows](name.svg)";
                mistakes.push((line, message.to_owned()));
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                mistakes.push((line, "headings start at ##: the title is in the front matter".to_owned()));
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                mistakes.push((line, "HTML can't stand in content: write Markdown".to_owned()));
            }
            Event::Text(words) | Event::Code(words) => converted.text.push_str(words),
            Event::SoftBreak | Event::HardBreak => converted.text.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::FootnoteDefinition,
            ) => converted.text.push('\n'),
            _ => {}
        }
        events.push(match event {
            // An alignment would become a style attribute, which the content security policy forbids.
            Event::Start(Tag::Table(columns)) => Event::Start(Tag::Table(vec![Alignment::None; columns.len()])),
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Image { link_type, dest_url: public(dest_url, files), title, id })
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url: public(dest_url, files), title, id })
            }
            event => event,
        });
    }
    converted.mistakes = mistakes.into_iter().map(|(line, message)| Mistake { message, line }).collect();
    converted.headings = name_headings(&mut events);
    converted.html.reserve(text.len() * 3 / 2);
    html::push_html(&mut converted.html, events.into_iter());
    // Drops the slashes of XHTML. In text, the `>` is escaped.
    converted.html = converted.html.replace(" />", ">");
    converted
}

/// Returns the mistake in the name of a picture, if there is one.
fn mistaken_picture(named: &str, files: &BTreeMap<String, String>) -> Option<String> {
    let is_elsewhere = named.contains("://");
    let name = named.trim_start_matches('/');
    let name = name.strip_prefix("assets/").unwrap_or(name);
    match files.get(name) {
        Some(_) if name == named => None,
        Some(_) => Some(format!("a picture is named as it is in assets/: ![what it shows]({name})")),
        None if is_elsewhere => Some(format!("pages show pictures from assets/ only: copy {named} there")),
        None => Some(format!("shows {named}, but assets/{name} is missing")),
    }
}

/// Whether the words that describe a picture say nothing.
fn no_words(words: Option<&str>) -> bool {
    words.is_none_or(|words| words.trim().is_empty())
}

/// Returns the public path of an asset, or `named` itself.
fn public<'a>(named: CowStr<'a>, files: &BTreeMap<String, String>) -> CowStr<'a> {
    files.get(named.as_ref()).cloned().map_or(named, CowStr::from)
}

/// Ids in the templates of content pages.
const RESERVED: [&str; 9] = ["agency", "contents", "latest", "main", "menu", "q", "region", "search", "year"];

/// Gives each heading an `id` made of its words, with a number if an earlier heading has the same `id`.
fn name_headings(events: &mut [Event<'_>]) -> Vec<Heading> {
    let mut headings = headings(events);
    let mut names: Vec<String> = RESERVED.map(str::to_owned).to_vec();
    for heading in &mut headings {
        let slug = Some(slug(&heading.words)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "section".to_owned());
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let free = std::iter::once(slug.clone()).chain(numbered).find(|name| !names.contains(name));
        heading.id = free.unwrap_or(slug);
        names.push(heading.id.clone());
    }
    let mut named = headings.iter();
    for event in events {
        if let Event::Start(Tag::Heading { id, .. }) = event {
            *id = named.next().map(|heading| CowStr::from(heading.id.clone()));
        }
    }
    headings
}

/// Returns the headings in order, without an `id`.
fn headings(events: &[Event<'_>]) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut in_heading = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                in_heading = true;
                headings.push(Heading { opens_section: *level == HeadingLevel::H2, ..Heading::default() });
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) if in_heading => {
                headings.last_mut().into_iter().for_each(|heading| heading.words.push_str(text));
            }
            _ => {}
        }
    }
    headings
}

/// Returns letters and digits in lower case, with a hyphen between words.
fn slug(words: &str) -> String {
    let spaced: String =
        words.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str) -> Converted {
        to_html(text, &BTreeMap::from([("chart.svg".to_owned(), "/assets/chart.1.svg".to_owned())]))
    }

    #[test]
    fn pictures_use_the_names_in_assets() {
        assert!(converted("![A chart](chart.svg)").html.contains(r#"src="/assets/chart.1.svg" alt="A chart""#));
        assert_eq!(converted("![A chart](/assets/chart.svg)").mistakes.len(), 1);
    }

    #[test]
    fn links_to_files_use_the_names_in_assets() {
        let converted = converted("[The chart](chart.svg) [and more](/news)");
        assert!(converted.html.contains(r#"<a href="/assets/chart.1.svg">The chart</a>"#));
        assert_eq!(converted.links.iter().map(|link| link.path.as_str()).collect::<Vec<_>>(), ["/news"]);
    }

    #[test]
    fn headings_have_unique_ids() {
        let html = converted("## What members do\n\n## What *members* do\n").html;
        let ids: Vec<_> = html.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids, ["what-members-do", "what-members-do-2"]);
        let headings = converted("## Phase 2\n\n## Phase\n\n## Phase\n").headings;
        assert_eq!(headings.iter().map(|heading| &heading.id).collect::<Vec<_>>(), ["phase-2", "phase", "phase-3"]);
        assert!(converted("## Search\n").html.contains(r#"id="search-2""#));
        assert!(converted("## …\n").html.contains(r#"id="section""#));
    }

    #[test]
    fn tables_have_no_style_attributes() {
        assert!(!converted("|a|\n|-:|\n|1|\n").html.contains("style"));
    }

    #[test]
    fn the_text_has_no_markup() {
        assert_eq!(converted("## A *b*\n\n[c](/d) `e`\nf\n").text, "A b\nc e f\n");
    }
}
