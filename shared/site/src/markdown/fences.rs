//! Finds blocks: lines that begin with `:::`, around Markdown.

use crate::diagnostic::line_at;
use std::collections::BTreeMap;

/// A text whose fences are paragraphs of their own, as the parser sees it.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) text: String,
    /// For each line of `text`, the line of the author's, counted from 1.
    lines: Vec<usize>,
    /// By offset in `text`.
    fences: BTreeMap<usize, Fence>,
}

/// A line that begins with `:::`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fence {
    Start(BlockStart),
    /// The end of a block, or a line that was reported.
    Other,
}

/// The line that starts a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct BlockStart {
    pub(super) name: String,
    /// What follows the name.
    pub(super) argument: String,
    /// Where that begins in the text.
    pub(super) argument_at: usize,
    /// Where the line is that ends the block.
    pub(super) end: Option<usize>,
}

impl Prepared {
    /// Finds the fences of a text. Returns mistakes with their lines.
    pub(super) fn new(text: &str) -> (Self, Vec<(usize, String)>) {
        let mut prepared = Self::default();
        let mut mistakes = Vec::new();
        let mut code: Option<&str> = None;
        // The offset, the line and the name of the block that has no end yet.
        let mut open: Option<(usize, usize, String)> = None;
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            let start = line.trim_start();
            let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
            match (code, mark) {
                (None, Some(mark)) => code = Some(mark),
                (Some(fence), Some(mark)) if fence == mark => code = None,
                _ => {}
            }
            if code.is_some() || !line.starts_with(":::") {
                prepared.push(line, number);
                continue;
            }
            prepared.push("\n", number);
            let at = prepared.text.len();
            let words = line.trim_start_matches(':').trim();
            let fence = match (&open, words.is_empty()) {
                (None, true) => {
                    mistakes.push((
                        number,
                        "this ::: ends nothing: a block starts with its name, as in :::notice".to_owned(),
                    ));
                    Fence::Other
                }
                (Some((start, ..)), true) => {
                    if let Some(Fence::Start(block)) = prepared.fences.get_mut(start) {
                        block.end = Some(at);
                    }
                    open = None;
                    Fence::Other
                }
                (Some((_, before, name)), false) => {
                    let message =
                        format!("blocks can't stand in each other: end the :::{name} of line {before} with ::: first");
                    mistakes.push((number, message));
                    Fence::Other
                }
                (None, false) => {
                    let (name, argument) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
                    let argument_at = at + line.len() - line.trim_start_matches(':').trim_start().len() + name.len();
                    open = Some((at, number, name.to_owned()));
                    let (name, argument) = (name.to_owned(), argument.trim().to_owned());
                    Fence::Start(BlockStart { name, argument, argument_at, end: None })
                }
            };
            prepared.fences.insert(at, fence);
            prepared.push(line, number);
            if !line.ends_with('\n') {
                prepared.push("\n", number);
            }
            prepared.push("\n", number);
        }
        if let Some((_, line, name)) = open {
            mistakes.push((line, format!(":::{name} has no end: write ::: on a line of its own below it")));
        }
        (prepared, mistakes)
    }

    fn push(&mut self, line: &str, number: usize) {
        self.text.push_str(line);
        self.lines.push(number);
    }

    /// Returns the author's line of an offset, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.get(line_at(&self.text, at) - 1).or(self.lines.last()).copied().unwrap_or(1)
    }

    /// Returns the fence at an offset.
    pub(super) fn fence(&self, at: usize) -> Option<&Fence> {
        self.fences.get(&at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<(usize, String)> {
        Prepared::new(text).1
    }

    #[test]
    fn blocks_have_a_start_and_an_end() {
        let (prepared, mistakes) = Prepared::new("Words.\n:::quote A *person*\nSaid.\n:::\n");
        assert_eq!(mistakes, []);
        let starts = prepared.fences.values().filter_map(|fence| match fence {
            Fence::Start(start) => Some(start),
            Fence::Other => None,
        });
        let starts = starts.collect::<Vec<_>>();
        assert_eq!((starts[0].name.as_str(), starts[0].argument.as_str()), ("quote", "A *person*"));
        assert!(prepared.text[starts[0].argument_at..].starts_with(" A *person*\n"));
        assert!(prepared.text[starts[0].end.unwrap()..].starts_with(":::\n"));
        assert_eq!(prepared.line(prepared.text.find("Said").unwrap()), 3);
    }

    #[test]
    fn a_block_without_its_other_end_is_a_mistake() {
        assert!(
            mistakes("a\n\n:::notice\nb\n")[0]
                == (3, ":::notice has no end: write ::: on a line of its own below it".to_owned())
        );
        assert!(mistakes("a\n:::\n")[0].1.starts_with("this ::: ends nothing"));
        assert!(mistakes(":::cards\n:::notice\n:::\n")[0].1.contains("end the :::cards of line 1"));
        assert_eq!(mistakes("```\n:::notice\n```\n"), []);
    }
}
