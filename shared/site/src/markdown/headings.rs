//! Headings get an `id` made of their words.

use super::{Heading, Spanned, Writer, plain};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd};

/// Ids in the templates of content pages.
const RESERVED: [&str; 10] = ["agency", "contents", "found", "latest", "main", "menu", "q", "region", "search", "year"];

impl Writer<'_> {
    /// Writes a heading.
    pub(super) fn heading(&mut self, at: usize, level: HeadingLevel, inner: &[Spanned]) {
        if level == HeadingLevel::H1 {
            self.mistake(at, "headings start at ##: the title is in the front matter");
        }
        self.heading_below(level, inner);
        if let Some(heading) = self.converted.headings.last_mut() {
            heading.opens_section = level == HeadingLevel::H2;
        }
    }

    /// Writes a heading that doesn't open a section of the page.
    pub(super) fn heading_below(&mut self, level: HeadingLevel, inner: &[Spanned]) {
        let words = plain(inner);
        let id = self.name(&words);
        let (classes, attrs) = (Vec::new(), Vec::new());
        let tag = Tag::Heading { level, id: Some(CowStr::from(id.clone())), classes, attrs };
        self.out.push(Event::Start(tag));
        self.write(inner);
        self.out.push(Event::End(TagEnd::Heading(level)));
        self.end_line();
        self.converted.headings.push(Heading { id, words, opens_section: false });
    }

    /// Returns an `id` made of words, with a number if an earlier one is the same.
    fn name(&mut self, words: &str) -> String {
        let slug = Some(slug(words)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "section".to_owned());
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let is_free = |name: &String| !self.names.contains(name) && !RESERVED.contains(&name.as_str());
        let free = std::iter::once(slug.clone()).chain(numbered).find(is_free).unwrap_or(slug);
        self.names.insert(free.clone());
        free
    }
}

/// Returns letters and digits in lower case, with a hyphen between words.
fn slug(words: &str) -> String {
    let spaced: String =
        words.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}
