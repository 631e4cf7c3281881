//! Text: bare addresses become links, and quotation marks those of the site's language.

use super::{Spanned, Writer};
use crate::typography::bind;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// Quotation marks by language, from the Unicode CLDR. The parser writes those of English.
const QUOTES: [(&str, &str, &str); 16] = [
    ("cs", "„", "“"),
    ("da", "“", "”"),
    ("de", "„", "“"),
    ("el", "«", "»"),
    ("en", "“", "”"),
    ("es", "«", "»"),
    ("fi", "”", "”"),
    ("fr", "«\u{202f}", "\u{202f}»"),
    ("hu", "„", "”"),
    ("it", "«", "»"),
    ("nb", "«", "»"),
    ("nl", "‘", "’"),
    ("pl", "„", "”"),
    ("pt", "“", "”"),
    ("ro", "„", "”"),
    ("sv", "”", "”"),
];

impl Writer<'_> {
    /// Writes the texts that follow each other from `at` on. Returns where the others begin.
    pub(super) fn texts(&mut self, events: &[Spanned], at: usize) -> usize {
        let rest = events.get(at..).unwrap_or_default();
        let count = rest.iter().take_while(|(event, _)| matches!(event, Event::Text(_))).count();
        let texts = rest.get(..count).unwrap_or_default();
        let whole = texts.first().map_or(0, |(_, first)| first.start)..texts.last().map_or(0, |(_, last)| last.end);
        self.check_notes(&whole);
        let addresses = if self.in_link { Vec::new() } else { addresses(self.source(&whole), whole.start) };
        let mut from = whole.start;
        for address in addresses {
            self.part(texts, from..address.start);
            let text = CowStr::from(self.source(&address).to_owned());
            self.converted.text.push_str(&text);
            let (title, id) = (CowStr::from(""), CowStr::from(""));
            let link = Tag::Link { link_type: LinkType::Autolink, dest_url: text.clone(), title, id };
            self.out.extend([Event::Start(link), Event::Text(text), Event::End(TagEnd::Link)]);
            from = address.end;
        }
        self.part(texts, from..whole.end);
        at + count
    }

    /// Returns a part of the source.
    pub(super) fn source(&self, range: &Range<usize>) -> &str {
        self.prepared.text.get(range.clone()).unwrap_or_default()
    }

    /// Writes the texts within a part of the source.
    fn part(&mut self, texts: &[Spanned], part: Range<usize>) {
        for (event, range) in texts {
            let Event::Text(text) = event else { continue };
            let common = range.start.max(part.start)..range.end.min(part.end);
            if common.is_empty() {
                continue;
            }
            let source = self.source(range);
            let text = if common == *range {
                self.quote(text, source).to_owned()
            } else if **text == *source {
                self.source(&common).to_owned()
            } else {
                continue;
            };
            self.converted.text.push_str(&text);
            self.out.push(Event::Text(bind(&text).into()));
        }
    }

    /// Returns a text with the quotation mark of the site's language, if it is one that the parser wrote.
    fn quote<'t>(&self, text: &'t str, source: &'t str) -> &'t str {
        if source != "\"" {
            return text;
        }
        let language = self.context.language.split('-').next().unwrap_or_default();
        match QUOTES.iter().find(|(known, ..)| *known == language) {
            Some((_, open, _)) if text == "“" => open,
            Some((_, _, close)) => close,
            None => source,
        }
    }
}

/// Finds addresses in a text, as [GitHub](https://github.github.com/gfm/#autolinks-extension-) does. The ranges are
/// relative to the text, plus `offset`.
fn addresses(text: &str, offset: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("http")).map(|at| from + at) {
        let rest = text.get(at..).unwrap_or_default();
        let follows_word = text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let length = address_length(rest);
        if !follows_word && length > 0 {
            found.push(offset + at..offset + at + length);
        }
        from = at + length.max(4);
    }
    found
}

/// Returns the length of the address with which a text begins, or 0.
fn address_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return 0 };
    let scheme = text.len() - rest.len();
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"`|\\".contains(c)).unwrap_or(rest.len());
    let mut address = rest.get(..end).unwrap_or_default();
    loop {
        let shorter = address.trim_end_matches(|c| "?!.,:;*_~'…".contains(c));
        let shorter = match shorter.strip_suffix([')', ']']) {
            Some(inner) if shorter.matches(')').count() > shorter.matches('(').count() || shorter.ends_with(']') => {
                inner
            }
            _ => shorter,
        };
        if shorter == address {
            break;
        }
        address = shorter;
    }
    if address.starts_with(char::is_alphanumeric) && address.contains('.') { scheme + address.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_before_punctuation() {
        for (text, expected) in [
            ("See https://example.org.", "https://example.org"),
            ("(https://example.org/a_(b)), and", "https://example.org/a_(b)"),
            ("http://example.org/a--b?c=d&e#f!", "http://example.org/a--b?c=d&e#f"),
            ("https://example.org/ä/b ", "https://example.org/ä/b"),
            ("xhttps://example.org https:// http://no", ""),
        ] {
            let found = addresses(text, 0).into_iter().map(|range| &text[range]).collect::<String>();
            assert_eq!(found, expected);
        }
    }
}
