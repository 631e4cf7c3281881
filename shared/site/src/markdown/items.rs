//! Blocks that are made of a list or of links: cards, steps, timelines and buttons.

use super::blocks::{Block, is_blank};
use super::pictures::Image;
use super::{Spanned, Writer, end_of};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

/// A link with what follows it.
struct Linked<'e> {
    at: usize,
    target: &'e str,
    title: &'e str,
    words: &'e [Spanned],
    rest: &'e [Spanned],
}

/// An item of a list: its first paragraph, and what follows that.
struct Item<'e> {
    at: usize,
    first: &'e [Spanned],
    rest: &'e [Spanned],
}

impl Writer<'_> {
    /// Writes cards, each with a picture, if it has one, a link to a page or a title, and a few words.
    pub(super) fn cards(&mut self, block: &Block<'_>) {
        let Some(items) = items(block.body) else {
            return self.wrong(block, "has a list and nothing else: lines such as - [Title](/page) What it is about.");
        };
        self.raw("<ul class=\"cards\">\n");
        for item in items {
            let (image, first) =
                Image::first(item.first).map_or((None, item.first), |(image, rest)| (Some(image), rest));
            self.raw("<li>");
            image.iter().for_each(|image| self.image(image));
            self.raw("<p class=\"card-title\">");
            let rest = if let Some(link) = linked(first) {
                self.link(link.at, link.target, link.title, link.words, None);
                link.rest
            } else if let Some((title, rest)) = strong(first) {
                self.write(title);
                rest
            } else {
                self.mistake(item.at, "a card begins with its link, or with a title: - [Title](/page) or - **Title**");
                continue;
            };
            self.raw("</p>\n");
            self.end_line();
            self.after_first(rest, item.rest);
            self.raw("</li>\n");
        }
        self.raw("</ul>\n");
    }

    /// Writes what happened when.
    pub(super) fn timeline(&mut self, block: &Block<'_>) {
        let Some(items) = items(block.body) else {
            return self.wrong(block, "has a list and nothing else: lines such as - **2019** What happened.");
        };
        self.raw("<ol class=\"timeline\">\n");
        for item in items {
            let Some((time, after)) = strong(item.first) else {
                self.mistake(item.at, "an entry of a timeline begins with its time: - **2019** What happened.");
                continue;
            };
            self.raw("<li><p class=\"when\">");
            self.write(time);
            self.raw("</p>\n");
            self.end_line();
            self.after_first(after, item.rest);
            self.raw("</li>\n");
        }
        self.raw("</ol>\n");
    }

    /// Writes numbered steps or principles, each with a heading.
    pub(super) fn steps(&mut self, block: &Block<'_>) {
        let is_numbered = matches!(block.body.first(), Some((Event::Start(Tag::List(Some(_))), _)));
        let Some(items) = items(block.body).filter(|_| is_numbered) else {
            return self
                .wrong(block, "has a numbered list and nothing else: lines such as 1. **Title** What it is about.");
        };
        let is_in_section = self.converted.headings.iter().any(|heading| heading.opens_section);
        let level = if is_in_section { HeadingLevel::H3 } else { HeadingLevel::H2 };
        self.raw("<ol class=\"steps\">\n");
        for item in items {
            let Some((title, after)) = strong(item.first) else {
                self.mistake(item.at, "a step begins with its title: 1. **Title** What it is about.");
                continue;
            };
            self.raw("<li>");
            self.heading_below(level, title);
            self.after_first(after, item.rest);
            self.raw("</li>\n");
        }
        self.raw("</ol>\n");
    }

    /// Writes links as buttons, the first of them as the main one.
    pub(super) fn buttons(&mut self, block: &Block<'_>) {
        let mut class = "button";
        self.raw("<p class=\"actions\">\n");
        let mut at = 0;
        while let Some((event, range)) = block.body.get(at) {
            let next = end_of(block.body, at);
            match event {
                Event::Start(Tag::Link { dest_url, title, .. }) => {
                    let words = block.body.get(at + 1..next - 1).unwrap_or_default();
                    self.link(range.start, dest_url, title, words, Some(class));
                    self.raw("\n");
                    self.converted.text.push(' ');
                    class = "button secondary";
                    at = next;
                }
                Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item)
                | Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item)
                | Event::SoftBreak
                | Event::HardBreak => at += 1,
                Event::Text(text) if text.trim().is_empty() => at += 1,
                _ => {
                    self.mistake(range.start, ":::button has links and nothing else: [Join us](/join)");
                    at = block.body.len();
                }
            }
        }
        self.raw("</p>\n");
        self.end_line();
    }

    /// Writes the rest of the first paragraph of an item, and what follows that.
    fn after_first(&mut self, rest_of_first: &[Spanned], rest: &[Spanned]) {
        if !is_blank(rest_of_first) {
            self.raw("<p>");
            self.lines(&without_separator(rest_of_first));
            self.raw("</p>\n");
            self.end_line();
        }
        self.write(rest);
    }
}

/// Returns the items of a block that is a list and nothing else.
fn items(body: &[Spanned]) -> Option<Vec<Item<'_>>> {
    let end = end_of(body, 0);
    if end != body.len() || !matches!(body.first(), Some((Event::Start(Tag::List(_)), _))) {
        return None;
    }
    let list = body.get(1..end - 1)?;
    let mut items = Vec::new();
    let mut at = 0;
    while let Some((_, range)) = list.get(at) {
        let next = end_of(list, at);
        let inner = list.get(at + 1..next - 1).unwrap_or_default();
        let (first, rest) = first_paragraph(inner);
        items.push(Item { at: range.start, first, rest });
        at = next;
    }
    Some(items)
}

/// Splits a paragraph that begins with strong words into them and the rest.
fn strong(paragraph: &[Spanned]) -> Option<(&[Spanned], &[Spanned])> {
    let end = end_of(paragraph, 0);
    let begins = matches!(paragraph.first(), Some((Event::Start(Tag::Strong), _)));
    begins.then(|| (paragraph.get(1..end - 1).unwrap_or_default(), paragraph.get(end..).unwrap_or_default()))
}

/// Splits an item into its first paragraph and the rest. Items without empty lines between them have no paragraphs.
fn first_paragraph(inner: &[Spanned]) -> (&[Spanned], &[Spanned]) {
    if matches!(inner.first(), Some((Event::Start(Tag::Paragraph), _))) {
        let end = end_of(inner, 0);
        return (inner.get(1..end - 1).unwrap_or_default(), inner.get(end..).unwrap_or_default());
    }
    let is_block = |event: &Event<'_>| {
        matches!(event, Event::Start(Tag::List(_) | Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_)))
    };
    inner.split_at(inner.iter().position(|(event, _)| is_block(event)).unwrap_or(inner.len()))
}

/// Returns the link with which a part of a text begins.
fn linked(events: &[Spanned]) -> Option<Linked<'_>> {
    let start = events.iter().position(|(event, _)| !is_space(event))?;
    let events = events.get(start..)?;
    let (Event::Start(Tag::Link { dest_url, title, .. }), range) = events.first()? else { return None };
    let end = end_of(events, 0);
    Some(Linked { at: range.start, target: dest_url, title, words: events.get(1..end - 1)?, rest: events.get(end..)? })
}

fn is_space(event: &Event<'_>) -> bool {
    match event {
        Event::SoftBreak | Event::HardBreak => true,
        Event::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Returns a part of a text without the space and the colon before it.
fn without_separator(events: &[Spanned]) -> Vec<Spanned> {
    let start = events.iter().position(|(event, _)| !is_space(event)).unwrap_or(events.len());
    let mut rest = events.get(start..).unwrap_or_default().to_vec();
    if let Some((Event::Text(text), range)) = rest.first_mut() {
        let shorter = text.trim_start_matches([' ', ':']).to_owned();
        range.start += text.len() - shorter.len();
        *text = CowStr::from(shorter);
    }
    rest
}
