//! Tables. A wide one scrolls by itself, with the keyboard too.

use super::{Spanned, Writer, end_of, plain};
use crate::message::escaped;
use pulldown_cmark::{Alignment, Event, Tag};

impl Writer<'_> {
    /// Writes a table. Its name is its caption, or the heading above it.
    pub(super) fn table(&mut self, columns: &[Alignment], inner: &[Spanned]) {
        let caption = self.caption.take();
        let heading = || self.converted.headings.last().map(|heading| heading.words.clone());
        let name = caption.as_deref().map(plain).or_else(heading).unwrap_or_else(|| self.context.title.to_owned());
        let times = self.tables.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times == 1 { name } else { format!("{name} ({times})") };
        self.raw(format!(
            "<div class=\"table\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n<table>\n",
            escaped(&name)
        ));
        if let Some(caption) = caption {
            self.raw("<caption>");
            self.write(&caption);
            self.raw("</caption>\n");
            self.end_line();
        }
        let mut at = 0;
        let mut in_body = false;
        while let Some((event, _)) = inner.get(at) {
            let next = end_of(inner, at);
            let cells = inner.get(at + 1..next - 1).unwrap_or_default();
            let is_head = matches!(event, Event::Start(Tag::TableHead));
            if !is_head && !in_body {
                self.raw("<tbody>\n");
                in_body = true;
            }
            self.raw(if is_head { "<thead>\n<tr>" } else { "<tr>" });
            self.cells(columns, cells, is_head);
            self.raw(if is_head { "</tr>\n</thead>\n" } else { "</tr>\n" });
            at = next;
        }
        self.raw(if in_body { "</tbody>\n</table>\n</div>\n" } else { "</table>\n</div>\n" });
    }

    fn cells(&mut self, columns: &[Alignment], cells: &[Spanned], is_head: bool) {
        let mut at = 0;
        let mut columns = columns.iter();
        while cells.get(at).is_some() {
            let next = end_of(cells, at);
            let inner = cells.get(at + 1..next - 1).unwrap_or_default();
            // A style attribute would break the content security policy.
            let class = match columns.next() {
                Some(Alignment::Center) => " class=\"center\"",
                Some(Alignment::Right) => " class=\"end\"",
                _ => "",
            };
            // An empty cell heads nothing.
            let (name, scope) = if is_head && !inner.is_empty() { ("th", " scope=\"col\"") } else { ("td", "") };
            self.raw(format!("<{name}{scope}{class}>"));
            self.write(inner);
            self.raw(format!("</{name}>"));
            self.end_line();
            at = next;
        }
    }
}
