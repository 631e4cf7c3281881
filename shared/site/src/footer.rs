//! The footer. It is the same on every page, so it is rendered once, when the site is compiled: the functions find it finished
//! among their templates.

use crate::compiled::BoxError;
use minijinja::context;
use minijinja::value::Serde;
use model::Link;
use render::Renderer;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Its template.
pub(crate) const TEMPLATE: &str = "footer.html";

/// A column, as `site.toml` has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnTable {
    title: String,
    links: Vec<Spanned<Link>>,
}

impl ColumnTable {
    /// Returns the links, each with its place in the file.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Spanned<Link>> {
        self.links.iter()
    }
}

/// The columns of the footer.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Footer(Vec<Column>);

#[derive(Debug, Serialize)]
struct Column {
    title: String,
    links: Vec<Link>,
}

impl From<&[ColumnTable]> for Footer {
    fn from(tables: &[ColumnTable]) -> Self {
        let links = |table: &ColumnTable| table.links().map(|link| link.get_ref().clone()).collect();
        Self(tables.iter().map(|table| Column { title: table.title.clone(), links: links(table) }).collect())
    }
}

impl Footer {
    /// Returns a template with nothing to fill in.
    pub(crate) fn render(&self, renderer: &Renderer) -> Result<String, BoxError> {
        let html = renderer.render(TEMPLATE, context! { columns => Serde(self) })?;
        Ok(format!("{{% raw %}}{html}{{% endraw %}}"))
    }
}
