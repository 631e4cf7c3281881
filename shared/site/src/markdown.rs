//! Markdown to HTML: CommonMark with tables, footnotes and typographic punctuation. Headings get an `id` to link to.

use crate::problem::line_at;
use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A text as HTML, and what was found on the way.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) html: String,
    /// The words without markup.
    pub(crate) text: String,
    /// Every link but those to files.
    pub(crate) links: Vec<Found>,
    /// Every heading.
    pub(crate) headings: Vec<Heading>,
    /// What may not stand in content.
    pub(crate) refused: Vec<Refused>,
}

/// A heading.
#[derive(Debug, Default)]
pub(crate) struct Heading {
    /// What a link adds after `#` to lead to it.
    pub(crate) id: String,
    /// Its words, without markup.
    pub(crate) words: String,
    /// Whether a section of the page begins with it: `##`.
    pub(crate) opens_section: bool,
}

/// A link, and the line of the text it is on, counted from 1.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) line: usize,
}

/// Something that may not stand in content.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) message: &'static str,
    pub(crate) line: usize,
}

/// Turns `text` into HTML. `files` are the public paths of files in `assets/` by their names: so pictures and links name
/// them.
pub(crate) fn to_html(text: &str, files: &BTreeMap<String, String>) -> Written {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_SMART_PUNCTUATION;
    let mut written = Written::default();
    let mut events = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let line = line_at(text, range.start);
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) if !files.contains_key(dest_url.as_ref()) => {
                written.links.push(Found { path: dest_url.to_string(), line });
            }
            Event::Start(Tag::Image { dest_url, .. }) if !files.contains_key(dest_url.as_ref()) => {
                written.refused.push(Refused {
                    message: "a picture is named as it is in assets/: ![what it shows](name.svg)",
                    line,
                });
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                written
                    .refused
                    .push(Refused { message: "headings start at ##: the title is in the front matter", line });
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                written.refused.push(Refused { message: "HTML can't stand in content: write Markdown", line });
            }
            Event::Text(words) | Event::Code(words) => written.text.push_str(words),
            Event::SoftBreak | Event::HardBreak => written.text.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::FootnoteDefinition,
            ) => written.text.push('\n'),
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
    written.headings = name_headings(&mut events);
    written.html.reserve(text.len() * 3 / 2);
    html::push_html(&mut written.html, events.into_iter());
    // HTML has no use for the slash of XHTML. It stands in tags only: elsewhere the sign after it is escaped.
    written.html = written.html.replace(" />", ">");
    written
}

/// The public path of a file, if it is one.
fn public<'a>(named: CowStr<'a>, files: &BTreeMap<String, String>) -> CowStr<'a> {
    files.get(named.as_ref()).cloned().map_or(named, CowStr::from)
}

/// Ids that the templates of content pages use themselves.
const RESERVED: [&str; 9] = ["agency", "contents", "latest", "main", "menu", "q", "region", "search", "year"];

/// Gives each heading an `id` made of its words; if an earlier one has the same words, with a number.
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
    let mut given = headings.iter();
    for event in events {
        if let Event::Start(Tag::Heading { id, .. }) = event {
            *id = given.next().map(|heading| CowStr::from(heading.id.clone()));
        }
    }
    headings
}

/// Every heading, in order, without an `id`.
fn headings(events: &[Event<'_>]) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                inside = true;
                found.push(Heading { opens_section: *level == HeadingLevel::H2, ..Heading::default() });
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                found.last_mut().into_iter().for_each(|heading| heading.words.push_str(text));
            }
            _ => {}
        }
    }
    found
}

/// Letters and digits in lower case, with a hyphen between words.
fn slug(words: &str) -> String {
    let spaced: String =
        words.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_of(text: &str) -> Written {
        to_html(text, &BTreeMap::from([("chart.svg".to_owned(), "/assets/chart.1.svg".to_owned())]))
    }

    #[test]
    fn pictures_are_named_as_they_are_in_assets() {
        assert!(html_of("![A chart](chart.svg)").html.contains(r#"src="/assets/chart.1.svg" alt="A chart""#));
        assert_eq!(html_of("![A chart](/assets/chart.svg)").refused.len(), 1);
    }

    #[test]
    fn files_are_linked_to_by_the_same_names() {
        let written = html_of("[The chart](chart.svg) [and more](/news)");
        assert!(written.html.contains(r#"<a href="/assets/chart.1.svg">The chart</a>"#));
        assert_eq!(written.links.iter().map(|link| link.path.as_str()).collect::<Vec<_>>(), ["/news"]);
    }

    #[test]
    fn headings_can_be_linked_to() {
        let html = html_of("## What members do\n\n## What *members* do\n").html;
        let ids: Vec<_> = html.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids, ["what-members-do", "what-members-do-2"]);
        let headings = html_of("## Phase 2\n\n## Phase\n\n## Phase\n").headings;
        assert_eq!(headings.iter().map(|heading| &heading.id).collect::<Vec<_>>(), ["phase-2", "phase", "phase-3"]);
        assert!(html_of("## Search\n").html.contains(r#"id="search-2""#));
        assert!(html_of("## …\n").html.contains(r#"id="section""#));
    }

    #[test]
    fn html_and_first_level_headings_are_refused_with_their_line() {
        let refused = html_of("Fine.\n\n# No\n\n<script>alert(1)</script>\n").refused;
        assert_eq!(refused.iter().map(|refused| refused.line).collect::<Vec<_>>(), [3, 5]);
    }

    #[test]
    fn no_style_comes_of_a_table() {
        assert!(!html_of("|a|\n|-:|\n|1|\n").html.contains("style"));
    }

    #[test]
    fn words_are_kept_without_markup() {
        assert_eq!(html_of("## A *b*\n\n[c](/d) `e`\nf\n").text, "A b\nc e f\n");
    }
}
