//! Notes, at the end of the page, with a way back to the text.

use super::{Spanned, Writer};
use crate::message::{Arguments, escaped};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The notes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The names of all notes.
    known: BTreeSet<String>,
    /// Their contents, by name.
    contents: BTreeMap<String, Vec<Spanned>>,
    /// In the order in which the text refers to them: each name, and how often.
    referred: Vec<(String, usize)>,
}

impl Notes {
    /// Finds the notes of a text.
    pub(super) fn of(events: &[Spanned]) -> Self {
        let names = events.iter().filter_map(|(event, _)| match event {
            Event::Start(Tag::FootnoteDefinition(name)) => Some(name.to_string()),
            _ => None,
        });
        Self { known: names.collect(), ..Self::default() }
    }

    /// Returns the ids of the notes and of the marks that refer to them first.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        (1..=self.known.len()).flat_map(|number| [format!("note-{number}"), format!("note-{number}-mark")])
    }
}

impl Writer<'_> {
    /// Keeps a note for the end of the page.
    pub(super) fn note(&mut self, name: &str, inner: &[Spanned]) {
        self.notes.contents.insert(name.to_owned(), inner.to_vec());
    }

    /// Writes the mark of a note.
    pub(super) fn note_mark(&mut self, name: &str) {
        let index = self.notes.referred.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.notes.referred.push((name.to_owned(), 0));
            self.notes.referred.len() - 1
        });
        let Some((_, times)) = self.notes.referred.get_mut(index) else { return };
        *times += 1;
        let (number, id) = (index + 1, mark_id(index + 1, *times));
        let label = self.note_label(number);
        self.raw(format!(
            "<sup><a class=\"note-mark\" href=\"#note-{number}\" id=\"{id}\" aria-label=\"{label}\">{number}</a></sup>"
        ));
    }

    /// Writes all notes to which the text refers. Notes may refer to further ones.
    pub(super) fn notes(&mut self) {
        if self.notes.referred.is_empty() {
            return;
        }
        let title = escaped(&self.context.catalogue.text("content.notes"));
        self.raw(format!("<div class=\"footnotes\" role=\"region\" aria-label=\"{title}\">\n<ol>\n"));
        let mut number = 1;
        while let Some((name, _)) = self.notes.referred.get(number - 1).cloned() {
            self.raw(format!("<li id=\"note-{number}\">\n"));
            let contents = self.notes.contents.get(&name).cloned().unwrap_or_default();
            self.write(&contents);
            let times = self.notes.referred.get(number - 1).map_or(1, |(_, times)| *times);
            let back = escaped(&self.context.catalogue.text("content.back"));
            let label = self.note_label(number);
            let links = (1..=times).map(|time| {
                let which = if times == 1 { String::new() } else { format!("\u{a0}{time}") };
                let id = mark_id(number, time);
                format!("<a class=\"note-back\" href=\"#{id}\"><span aria-hidden=\"true\">↩{which}</span><span class=\"hidden\">{back}{which}: {label}</span></a>")
            });
            let links = links.collect::<Vec<_>>().join("\u{a0}");
            // A back link is a part of the last paragraph, so that it never stands on a line of its own.
            let paragraph = self.out.pop_if(|event| matches!(event, Event::End(TagEnd::Paragraph)));
            self.raw(if paragraph.is_some() { format!("\u{a0}{links}") } else { format!("<p>{links}</p>\n") });
            self.out.extend(paragraph);
            self.raw("</li>\n");
            number += 1;
        }
        self.raw("</ol>\n</div>\n");
    }

    fn note_label(&self, number: usize) -> String {
        let number = number.to_string();
        escaped(&self.context.catalogue.fill("content.note", &Arguments::from([("number", number.as_str())])))
    }

    /// Reports marks of notes that don't exist, which the parser takes for text.
    pub(super) fn check_notes(&mut self, range: &Range<usize>) {
        let mut found = Vec::new();
        let source = self.source(range);
        for (at, _) in source.match_indices("[^") {
            let name = source.get(at + 2..).and_then(|rest| rest.split_once(']')).map_or("", |(name, _)| name);
            let is_escaped = source.get(..at).is_some_and(|before| before.ends_with('\\'));
            if !is_escaped && !name.is_empty() && !name.contains(char::is_whitespace) {
                found.push((
                    range.start + at,
                    format!("the note [^{name}] is missing: add a line [^{name}]: with its words"),
                ));
            }
        }
        found.into_iter().for_each(|(at, message)| self.mistake(at, message));
    }

    /// Reports notes to which no text refers.
    pub(super) fn check_marks(&mut self, events: &[Spanned]) {
        for (event, range) in events {
            if let Event::Start(Tag::FootnoteDefinition(name)) = event
                && !self.notes.referred.iter().any(|(known, _)| **name == **known)
            {
                self.mistake(range.start, format!("no text refers to this note: write [^{name}] where it belongs"));
            }
        }
    }
}

fn mark_id(number: usize, time: usize) -> String {
    if time == 1 { format!("note-{number}-mark") } else { format!("note-{number}-mark-{time}") }
}
