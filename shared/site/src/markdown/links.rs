//! Links to pages, other sites and files. A link to a file says what it is and how large.

use super::{LinkOnLine, Spanned, Writer};
use crate::assets::LinkedFile;
use crate::catalogue::Catalogue;
use crate::message::{Arguments, escaped};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

impl Writer<'_> {
    /// Writes a link, as a button or as a part of the text.
    pub(super) fn link(&mut self, at: usize, target: &str, title: &str, inner: &[Spanned], class: Option<&str>) {
        let files = self.context.files;
        let public = files.get(target).cloned();
        if public.is_none() {
            let line = self.prepared.line(at);
            self.converted.links.push(LinkOnLine { path: target.to_owned(), line });
        }
        let dest_url = public.unwrap_or_else(|| target.to_owned());
        match class {
            Some(class) => {
                let target = escaped(&dest_url.replace(' ', "%20"));
                self.raw(format!("<a class=\"{class}\" href=\"{target}\">"));
            }
            None => {
                let (dest_url, title) = (CowStr::from(dest_url), CowStr::from(title.to_owned()));
                let id = CowStr::from("");
                self.out.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }));
            }
        }
        let before = self.converted.text.len();
        let was_in_link = std::mem::replace(&mut self.in_link, true);
        self.write(inner);
        self.in_link = was_in_link;
        let words = self.converted.text.get(before..).unwrap_or_default().to_owned();
        if let Some(file) = files.linked(target) {
            let description = describe(&file, &words, self.context.catalogue);
            self.converted.text.push_str(&description);
            self.out.push(Event::Text(description.into()));
        }
        match class {
            Some(_) => self.raw("</a>"),
            None => self.out.push(Event::End(TagEnd::Link)),
        }
    }
}

/// Returns what follows the words of a link to a file, such as ` (PDF, 1.2 MB)`; nothing if they say so already.
pub(crate) fn describe(file: &LinkedFile, words: &str, catalogue: &Catalogue) -> String {
    if words.contains(&format!("({}", file.kind)) {
        return String::new();
    }
    match file.bytes {
        Some(bytes) => format!(" ({}, {})", file.kind, size(bytes, catalogue)),
        None => format!(" ({})", file.kind),
    }
}

/// Returns the size of a file for people, such as `340 KB` or `1.2 MB`.
fn size(bytes: usize, catalogue: &Catalogue) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    let (key, number) = match tenths {
        _ if bytes <= 999_000 => ("content.kilobytes", bytes.div_ceil(1000).max(1).to_string()),
        ..100 => ("content.megabytes", format!("{}{}{}", tenths / 10, catalogue.text("number.decimal"), tenths % 10)),
        _ => ("content.megabytes", ((bytes + 500_000) / 1_000_000).to_string()),
    };
    catalogue.fill(key, &Arguments::from([("number", number.as_str())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use std::path::Path;

    #[test]
    fn sizes_are_short() {
        let english = Catalogue::parse(Path::new("words.toml"), "", "en", &mut Diagnostics::default());
        for (bytes, expected) in [
            (0, "1 KB"),
            (1001, "2 KB"),
            (340_000, "340 KB"),
            (999_000, "999 KB"),
            (999_001, "1.0 MB"),
            (1_249_999, "1.2 MB"),
            (9_949_999, "9.9 MB"),
            (9_950_000, "10 MB"),
            (25_000_000, "25 MB"),
        ] {
            assert_eq!(size(bytes, &english), expected, "{bytes}");
        }
    }
}
