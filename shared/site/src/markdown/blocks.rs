//! Blocks: what stands between `:::name` and `:::`.

use super::fences::{BlockStart, Fence};
use super::pictures::Image;
use super::{Spanned, Writer, end_of, plain};
use crate::catalogue::nearest;
use crate::message::{Arguments, escaped};
use pulldown_cmark::{CowStr, Event, Tag};

/// A block between its fences.
pub(super) struct Block<'e> {
    pub(super) name: &'static str,
    pub(super) at: usize,
    /// What follows the name, as it was typed.
    typed: String,
    /// The same, as Markdown.
    argument: Vec<Spanned>,
    pub(super) body: &'e [Spanned],
}

/// A kind of block.
struct Kind {
    name: &'static str,
    /// What follows the name, if anything does.
    argument: Option<&'static str>,
    write: fn(&mut Writer<'_>, &Block<'_>),
}

const fn kind(name: &'static str, argument: Option<&'static str>, write: fn(&mut Writer<'_>, &Block<'_>)) -> Kind {
    Kind { name, argument, write }
}

#[allow(clippy::redundant_closure_for_method_calls, reason = "a method is for one lifetime of a writer only")]
const KINDS: [Kind; 9] = [
    kind("button", None, |writer, block| writer.buttons(block)),
    kind("cards", None, |writer, block| writer.cards(block)),
    kind("figure", None, |writer, block| writer.figure(block)),
    kind("notice", Some("a title"), |writer, block| writer.notice(block)),
    kind("quote", Some("its source"), |writer, block| writer.quotation(block)),
    kind("steps", None, |writer, block| writer.steps(block)),
    kind("table", Some("a caption"), |writer, block| writer.captioned_table(block)),
    kind("timeline", None, |writer, block| writer.timeline(block)),
    kind("video", Some("its address"), |writer, block| writer.video(block)),
];

impl Writer<'_> {
    /// Writes the block whose first fence is the paragraph at `at`. Returns where the rest begins.
    pub(super) fn block(&mut self, events: &[Spanned], at: usize) -> usize {
        let after_fence = end_of(events, at);
        let fence = events.get(at).and_then(|(_, range)| self.prepared.fence(range.start).cloned());
        // Other fences, and a block without an end, are reported already.
        let Some(Fence::Start(BlockStart { name, argument, argument_at, end: Some(end) })) = fence else {
            return after_fence;
        };
        let start = events.get(at).map_or(0, |(_, range)| range.start);
        let length = events.iter().skip(after_fence).take_while(|(_, range)| range.start < end).count();
        let body = events.get(after_fence..after_fence + length).unwrap_or_default();
        let next = end_of(events, after_fence + length);
        let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
            let known = KINDS.iter().map(|kind| kind.name);
            let perhaps = nearest(&name, known.clone()).map(|known| format!("perhaps :::{known}"));
            let all = || known.map(|known| format!(":::{known}")).collect::<Vec<_>>().join(", ");
            let advice = perhaps.unwrap_or_else(|| format!("there are {}", all()));
            self.mistake(start, format!(":::{name} is no block: {advice}"));
            return next;
        };
        if body.is_empty() {
            self.mistake(start, format!(":::{name} is empty: write its words between this line and :::"));
            return next;
        }
        if kind.argument.is_none() && !argument.is_empty() {
            self.mistake(start, format!(":::{name} stands alone on its line: write “{argument}” below it"));
        }
        let inner = events.get(at + 1..after_fence - 1).unwrap_or_default();
        let argument_events = from(inner, argument_at);
        let block = Block { name: kind.name, at: start, typed: argument, argument: argument_events, body };
        (kind.write)(self, &block);
        next
    }

    /// Reports a mistake of a block.
    pub(super) fn wrong(&mut self, block: &Block<'_>, should: &str) {
        self.mistake(block.at, format!(":::{} {should}", block.name));
    }

    fn notice(&mut self, block: &Block<'_>) {
        self.raw("<div class=\"callout\" role=\"note\">\n");
        if !block.argument.is_empty() {
            self.raw("<p class=\"callout-title\">");
            self.write(&block.argument);
            self.raw("</p>\n");
            self.end_line();
        }
        self.write(block.body);
        self.raw("</div>\n");
    }

    fn quotation(&mut self, block: &Block<'_>) {
        if block.argument.is_empty() {
            return self.wrong(block, "needs its source: :::quote Jane Doe, Director of Example");
        }
        self.raw("<figure class=\"quotation\">\n<blockquote>\n");
        self.write(block.body);
        self.raw("</blockquote>\n<figcaption>");
        self.write(&block.argument);
        self.raw("</figcaption>\n</figure>\n");
        self.end_line();
    }

    fn figure(&mut self, block: &Block<'_>) {
        let Some((image, caption)) = picture_and_rest(block.body) else {
            return self.wrong(block, "begins with a picture in a paragraph of its own: ![what it shows](photo.jpg)");
        };
        if caption.is_empty() {
            return self.wrong(block, "needs a caption below the picture; without one, the picture needs no block");
        }
        self.raw("<figure>\n");
        self.image(&image);
        self.end_line();
        self.raw("\n<figcaption>\n");
        self.write(caption);
        self.raw("</figcaption>\n</figure>\n");
    }

    fn video(&mut self, block: &Block<'_>) {
        let address = block.typed.trim_start_matches('<').trim_end_matches('>');
        let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?']).next());
        let Some(host) = host.filter(|host| host.contains('.') && !address.contains(char::is_whitespace)) else {
            return self.wrong(block, "needs the address of the video: :::video https://www.youtube.com/watch?v=…");
        };
        let Some((image, caption)) = picture_and_rest(block.body) else {
            return self.wrong(block, "begins with a picture from the video: ![what it shows](poster.jpg)");
        };
        let watch = Arguments::from([("place", place(host))]);
        let watch = self.context.catalogue.fill("content.watch", &watch);
        self.raw(format!("<figure class=\"video\">\n<a href=\"{}\">", escaped(address)));
        self.image(&image);
        self.raw(format!("<span class=\"watch\"><span aria-hidden=\"true\">▶</span> {}</span></a>\n", escaped(&watch)));
        self.end_line();
        if !caption.is_empty() {
            self.raw("<figcaption>\n");
            self.write(caption);
            self.raw("</figcaption>\n");
        }
        self.raw("</figure>\n");
    }

    fn captioned_table(&mut self, block: &Block<'_>) {
        let is_table = |event: &Event<'_>| matches!(event, Event::Start(Tag::Table(_)));
        if block.argument.is_empty() {
            return self.wrong(block, "needs a caption: :::table Dues by category");
        }
        if !block.body.first().is_some_and(|(event, _)| is_table(event)) || end_of(block.body, 0) != block.body.len() {
            return self.wrong(block, "has a table and nothing else: lines such as | a | b |");
        }
        self.caption = Some(block.argument.clone());
        self.write(block.body);
    }
}

/// Returns the events from an offset in the source on.
fn from(events: &[Spanned], offset: usize) -> Vec<Spanned> {
    let mut rest = Vec::new();
    for (event, range) in events {
        if range.start >= offset {
            rest.push((event.clone(), range.clone()));
        } else if let (Event::Text(text), true) = (event, range.end > offset) {
            let text = text.get(offset - range.start..).unwrap_or_default();
            let spaces = text.len() - text.trim_start().len();
            let text = CowStr::from(text.trim_start().to_owned());
            if !text.is_empty() {
                rest.push((Event::Text(text), offset + spaces..range.end));
            }
        }
    }
    rest
}

/// Returns the picture that is the first paragraph, and what follows that.
fn picture_and_rest(events: &[Spanned]) -> Option<(Image<'_>, &[Spanned])> {
    let end = end_of(events, 0);
    matches!(events.first(), Some((Event::Start(Tag::Paragraph), _))).then_some(())?;
    let image = Image::alone(events.get(1..end - 1)?)?;
    Some((image, events.get(end..)?))
}

/// Returns what people call a site for videos.
fn place(host: &str) -> &str {
    let host = host.strip_prefix("www.").unwrap_or(host);
    match host {
        "youtube.com" | "m.youtube.com" | "youtu.be" | "youtube-nocookie.com" => "YouTube",
        "vimeo.com" | "player.vimeo.com" => "Vimeo",
        other => other,
    }
}

/// Returns whether there are no words in a part of a text.
pub(super) fn is_blank(events: &[Spanned]) -> bool {
    plain(events).trim().is_empty()
}
