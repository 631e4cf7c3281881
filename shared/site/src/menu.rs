//! The menu in the header, as `site.toml` has it.

use model::{Link, MenuItem};
use serde::Deserialize;
use toml::Spanned;

/// An entry of the menu, with the links of its second level.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MenuTable {
    label: String,
    path: String,
    #[serde(default)]
    children: Vec<Spanned<Link>>,
}

/// The label and the target of a link, after its offset in the file.
type LinkAt<'a> = (usize, (&'a str, &'a str));

/// Returns a link with its offset.
pub(crate) fn link(link: &Spanned<Link>) -> LinkAt<'_> {
    (link.span().start, (&link.get_ref().label, &link.get_ref().path))
}

impl MenuTable {
    /// Returns the links of both levels. `start` is the offset of this entry.
    pub(crate) fn links(&self, start: usize) -> impl Iterator<Item = LinkAt<'_>> {
        std::iter::once((start, (self.label.as_str(), self.path.as_str()))).chain(self.children.iter().map(link))
    }
}

impl From<MenuTable> for MenuItem {
    fn from(table: MenuTable) -> Self {
        let children = table.children.into_iter().map(Spanned::into_inner).collect();
        Self { label: table.label, path: table.path, children }
    }
}
