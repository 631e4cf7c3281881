//! Pictures, with the sizes that browsers choose from, and captions.

use super::{Spanned, Writer, plain};
use crate::assets::is_served;
use crate::message::escaped;
use pulldown_cmark::{Event, Tag};

/// How wide a picture is shown: as wide as the text, or as a narrow screen without its margins.
const SIZES: &str = "(min-width: 45rem) 42rem, calc(100vw - 2.5rem)";

/// What stands instead of words in a picture that says nothing.
const DECORATIVE: &str = "decorative";

/// A picture in a text.
pub(super) struct Image<'e> {
    at: usize,
    name: &'e str,
    caption: &'e str,
    words: String,
}

impl<'e> Image<'e> {
    fn new(tag: &'e Event<'_>, at: usize, inner: &[Spanned]) -> Option<Self> {
        match tag {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                Some(Self { at, name: dest_url, caption: title, words: plain(inner).trim().to_owned() })
            }
            _ => None,
        }
    }

    /// Returns the picture that is all there is in a part of a text.
    pub(super) fn alone(events: &'e [Spanned]) -> Option<Self> {
        let (image, rest) = Self::first(events)?;
        rest.is_empty().then_some(image)
    }

    /// Returns the picture with which a part of a text begins, and the rest of it.
    pub(super) fn first(events: &'e [Spanned]) -> Option<(Self, &'e [Spanned])> {
        let (event, range) = events.first()?;
        let end = super::end_of(events, 0);
        let image = Self::new(event, range.start, events.get(1..end - 1).unwrap_or_default())?;
        Some((image, events.get(end..).unwrap_or_default()))
    }
}

impl Writer<'_> {
    /// Writes a picture among words.
    pub(super) fn picture_in_text(&mut self, tag: &Event<'_>, at: usize, inner: &[Spanned]) {
        let Some(image) = Image::new(tag, at, inner) else { return };
        if !image.caption.is_empty() {
            let message =
                "a picture with a caption stands in a paragraph of its own: leave an empty line before and after it";
            self.mistake(at, message);
        }
        self.image(&image);
    }

    /// Writes the picture of a paragraph that is nothing else. Returns whether it is one.
    pub(super) fn picture_alone(&mut self, inner: &[Spanned]) -> bool {
        let Some(image) = Image::alone(inner) else { return false };
        let has_caption = !image.caption.is_empty();
        self.raw(if has_caption { "<figure>\n" } else { "<p>" });
        self.image(&image);
        if has_caption {
            self.raw(format!("\n<figcaption>{}</figcaption>\n</figure>\n", escaped(image.caption)));
            self.converted.text.push(' ');
            self.converted.text.push_str(image.caption);
        } else {
            self.raw("</p>\n");
        }
        self.end_line();
        true
    }

    /// Writes a picture.
    pub(super) fn image(&mut self, image: &Image<'_>) {
        let shown = match self.context.files.picture(image.name) {
            Ok(shown) => shown,
            Err(mistake) => return self.mistake(image.at, mistake),
        };
        let words = match image.words.as_str() {
            "" => {
                let message = format!(
                    "a picture needs words for people who can't see it: ![what it shows]({0}), or ![{DECORATIVE}]({0}) if it shows nothing that matters",
                    image.name
                );
                return self.mistake(image.at, message);
            }
            words if words.eq_ignore_ascii_case(DECORATIVE) => "",
            words if !words.contains(' ') && words.contains('.') && is_served(words) => {
                let message = format!(
                    "say what the picture shows instead of the name of its file: ![what it shows]({})",
                    image.name
                );
                return self.mistake(image.at, message);
            }
            words => words,
        };
        self.converted.text.push_str(words);
        let middle = shown.sources.get(shown.sources.len() / 2).or(shown.sources.first());
        let source = middle.map(|(_, path)| escaped(path)).unwrap_or_default();
        let mut html = format!("<img src=\"{source}\"");
        if shown.sources.len() > 1 {
            let candidates = shown.sources.iter().map(|(width, path)| format!("{} {width}w", escaped(path)));
            let candidates = candidates.collect::<Vec<_>>().join(", ");
            html.push_str(&format!(" srcset=\"{candidates}\" sizes=\"{SIZES}\""));
        }
        html.push_str(&format!(" alt=\"{}\"", escaped(words)));
        if let Some((width, height)) = shown.size {
            html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        // The first picture may be what people see first.
        let loading = if std::mem::replace(&mut self.has_picture, true) { " loading=\"lazy\"" } else { "" };
        html.push_str(&format!("{loading} decoding=\"async\">"));
        self.out.push(Event::InlineHtml(html.into()));
    }
}
