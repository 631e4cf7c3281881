//! Markdown to HTML: CommonMark with tables, footnotes and typographic punctuation. Headings get an `id` to link to.

use crate::problem::line_at;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// What was found while turning a text into HTML.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// Every link and picture.
    pub(crate) found: Vec<Found>,
    /// What may not stand in content.
    pub(crate) refused: Vec<Refused>,
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

/// Turns `text` into HTML.
pub(crate) fn to_html(text: &str) -> (String, Links) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_SMART_PUNCTUATION;
    let mut links = Links::default();
    let mut events = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let line = line_at(text, range.start);
        match &event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.found.push(Found { path: dest_url.to_string(), line });
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                links.refused.push(Refused { message: "headings start at ##: the title is in the front matter", line });
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                links.refused.push(Refused { message: "HTML can't stand in content: write Markdown", line });
            }
            _ => {}
        }
        events.push(event);
    }
    name_headings(&mut events);
    let mut html = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut html, events.into_iter());
    (html, links)
}

/// Gives each heading an `id` made of its words.
fn name_headings(events: &mut [Event<'_>]) {
    let mut used: Vec<String> = Vec::new();
    let mut words = String::new();
    for event in events.iter_mut().rev() {
        match event {
            Event::End(TagEnd::Heading(_)) => words.clear(),
            Event::Text(text) | Event::Code(text) => words.insert_str(0, text),
            Event::Start(Tag::Heading { id, .. }) => {
                let slug = slug(&words);
                let count = used.iter().filter(|name| **name == slug).count();
                let name = if count == 0 { slug.clone() } else { format!("{slug}-{}", count + 1) };
                *id = Some(CowStr::from(name));
                used.push(slug);
            }
            _ => {}
        }
    }
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

    #[test]
    fn headings_can_be_linked_to() {
        let (html, _) = to_html("## What members do\n\n## What *members* do\n");
        assert!(html.contains(r#"id="what-members-do""#) && html.contains(r#"id="what-members-do-2""#), "{html}");
    }

    #[test]
    fn html_and_first_level_headings_are_refused_with_their_line() {
        let (_, links) = to_html("Fine.\n\n# No\n\n<script>alert(1)</script>\n");
        assert_eq!(links.refused.iter().map(|refused| refused.line).collect::<Vec<_>>(), [3, 5]);
    }
}
