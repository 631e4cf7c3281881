//! Converts Markdown to HTML: CommonMark with tables, notes, tasks, crossed-out words, bare addresses, typographic
//! punctuation, and blocks such as `:::notice`.

mod blocks;
mod fences;
mod footnotes;
mod headings;
mod items;
mod links;
mod pictures;
mod tables;
mod text;

pub(crate) use links::describe;

use crate::assets::Files;
use crate::catalogue::Catalogue;
use crate::message::escaped;
use crate::typography::join_last_words;
use fences::Prepared;
use footnotes::Notes;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The words of the site that the text of a page needs.
#[cfg(test)]
pub(crate) const WORDS: [&str; 9] = [
    "content.back",
    "content.done",
    "content.kilobytes",
    "content.megabytes",
    "content.note",
    "content.notes",
    "content.to_do",
    "content.watch",
    "number.decimal",
];

/// The HTML of a text, with its links and headings.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    pub(crate) html: String,
    /// The HTML of the notes; empty if there are none.
    pub(crate) notes: String,
    /// The text without markup and notes.
    pub(crate) text: String,
    /// The text of the notes, without markup.
    pub(crate) text_of_notes: String,
    /// Links, except to files.
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

/// What a text is a part of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The title of the page.
    pub(crate) title: &'a str,
    /// The files that the page can name.
    pub(crate) files: &'a Files<'a>,
    pub(crate) catalogue: &'a Catalogue,
    /// The language of the site.
    pub(crate) language: &'a str,
}

/// A part of a text, and its place in the source.
type Spanned = (Event<'static>, Range<usize>);

/// Writes one page.
struct Writer<'a> {
    context: Context<'a>,
    prepared: Prepared,
    out: Vec<Event<'static>>,
    converted: Converted,
    /// The ids on the page.
    names: BTreeSet<String>,
    notes: Notes,
    /// How many tables have each name.
    tables: BTreeMap<String, usize>,
    /// The caption of the table that follows.
    caption: Option<Vec<Spanned>>,
    has_picture: bool,
    in_link: bool,
}

/// Converts `text` to HTML.
pub(crate) fn to_html(text: &str, context: Context<'_>) -> Converted {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let (prepared, mistakes) = Prepared::new(text);
    let parser = Parser::new_ext(&prepared.text, options).into_offset_iter();
    let events: Vec<Spanned> = parser.map(|(event, range)| (event.into_static(), range)).collect();
    let notes = Notes::of(&events);
    let mut writer = Writer {
        context,
        names: notes.ids().collect(),
        notes,
        prepared,
        out: Vec::new(),
        converted: Converted::default(),
        tables: BTreeMap::new(),
        caption: None,
        has_picture: false,
        in_link: false,
    };
    writer.write_sections(&events);
    let (text_ends, words_end) = (writer.out.len(), writer.converted.text.len());
    writer.notes();
    writer.check_marks(&events);
    let Writer { mut converted, mut out, .. } = writer;
    let notes = out.split_off(text_ends);
    converted.mistakes.extend(mistakes.into_iter().map(|(line, message)| Mistake { message, line }));
    converted.mistakes.sort_by_key(|mistake| mistake.line);
    converted.html = html(out);
    converted.notes = html(notes);
    converted.text_of_notes = converted.text.split_off(words_end);
    converted
}

fn html(events: Vec<Event<'_>>) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    // Drops the slashes of XHTML. In text, the `>` is escaped.
    html.replace(" />", ">")
}

impl Writer<'_> {
    /// Writes the whole text. Each `##` makes a section with what follows it, so that the heading can stay beside it.
    fn write_sections(&mut self, events: &[Spanned]) {
        let (mut at, mut is_open) = (0, false);
        while let Some((event, range)) = events.get(at) {
            if matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H2, .. })) {
                self.raw(if is_open { "</section>\n<section>\n" } else { "<section>\n" });
                is_open = true;
            }
            at = self.write_next(events, at, event, range.start);
        }
        if is_open {
            self.raw("</section>\n");
        }
    }

    /// Writes a part of the text.
    fn write(&mut self, events: &[Spanned]) {
        let mut at = 0;
        while let Some((event, range)) = events.get(at) {
            at = self.write_next(events, at, event, range.start);
        }
    }

    /// Writes the event at `at`, with what belongs to it. Returns where the rest begins.
    fn write_next(&mut self, events: &[Spanned], at: usize, event: &Event<'static>, start: usize) -> usize {
        match event {
            Event::Start(Tag::Paragraph) if self.prepared.fence(start).is_some() => self.block(events, at),
            Event::Text(_) => self.texts(events, at),
            _ => {
                let next = end_of(events, at);
                self.write_one(event, start, events.get(at + 1..next - 1).unwrap_or_default());
                next
            }
        }
    }

    fn write_one(&mut self, event: &Event<'static>, at: usize, inner: &[Spanned]) {
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph(inner),
            Event::Start(Tag::Heading { level, .. }) => self.heading(at, *level, inner),
            Event::Start(Tag::Link { dest_url, title, .. }) => self.link(at, dest_url, title, inner, None),
            Event::Start(Tag::Image { .. }) => self.picture_in_text(event, at, inner),
            Event::Start(Tag::Table(columns)) => self.table(columns, inner),
            Event::Start(Tag::FootnoteDefinition(name)) => self.note(name, inner),
            Event::FootnoteReference(name) => self.note_mark(name),
            Event::TaskListMarker(is_done) => {
                let (key, mark) = if *is_done { ("content.done", "☑") } else { ("content.to_do", "☐") };
                let label = escaped(&self.context.catalogue.text(key));
                self.raw(format!("<span class=\"task\" role=\"img\" aria-label=\"{label}\">{mark}</span> "));
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                self.mistake(at, "HTML can't stand in content: write Markdown");
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.out.push(event.clone());
                self.converted.text.push_str(&plain(inner));
                self.out.extend(inner.iter().map(|(event, _)| event.clone()));
                self.out.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Start(Tag::Item) => {
                self.out.push(event.clone());
                self.lines(inner);
                self.out.push(Event::End(TagEnd::Item));
                self.end_line();
            }
            Event::Start(tag) => {
                self.out.push(event.clone());
                self.write(inner);
                self.out.push(Event::End(tag.to_end()));
            }
            Event::Code(words) => {
                self.converted.text.push_str(words);
                self.out.push(event.clone());
            }
            Event::SoftBreak | Event::HardBreak => {
                self.converted.text.push(' ');
                self.out.push(event.clone());
            }
            other => self.out.push(other.clone()),
        }
    }

    fn paragraph(&mut self, inner: &[Spanned]) {
        if self.picture_alone(inner) {
            return;
        }
        self.out.push(Event::Start(Tag::Paragraph));
        self.lines(inner);
        self.out.push(Event::End(TagEnd::Paragraph));
        self.end_line();
    }

    /// Writes words that may take several lines.
    fn lines(&mut self, inner: &[Spanned]) {
        let from = self.out.len();
        self.write(inner);
        join_last_words(self.out.get_mut(from..).unwrap_or_default());
    }

    /// Writes HTML.
    fn raw(&mut self, html: impl Into<String>) {
        self.out.push(Event::Html(html.into().into()));
    }

    /// Ends a line of the text without markup.
    fn end_line(&mut self) {
        self.converted.text.push('\n');
    }

    /// Reports a mistake at an offset.
    fn mistake(&mut self, at: usize, message: impl Into<String>) {
        self.converted.mistakes.push(Mistake { message: message.into(), line: self.prepared.line(at) });
    }
}

/// Returns where the part that starts at `at` ends.
fn end_of(events: &[Spanned], at: usize) -> usize {
    let mut depth = 0_usize;
    for (index, (event, _)) in events.iter().enumerate().skip(at) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    events.len().max(at + 1)
}

/// Returns the words of a part, without markup.
fn plain(events: &[Spanned]) -> String {
    let words = events.iter().map(|(event, _)| match event {
        Event::Text(words) | Event::Code(words) => words,
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

#[cfg(test)]
mod tests;
