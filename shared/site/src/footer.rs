//! The footer. It is the same on every page, so it is rendered once, when the site is compiled: the functions find it finished
//! among their templates.

use crate::compiled::BoxError;
use minijinja::context;
use minijinja::value::Serde;
use model::{Link, Site};
use render::{Renderer, Templates};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Its template.
pub(crate) const TEMPLATE: &str = "footer.html";

/// The columns of the footer.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Footer(Vec<Column>);

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Column {
    title: String,
    links: Vec<Spanned<Link>>,
}

impl Footer {
    /// Returns the links, each with its place in `site.toml`.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Spanned<Link>> {
        self.0.iter().flat_map(|column| &column.links)
    }

    /// Fills in the template, and returns one with nothing left to fill in.
    pub(crate) fn render(&self, site: &Site, template: String) -> Result<String, BoxError> {
        let templates = Templates::Compiled([(TEMPLATE.to_owned(), template)].into());
        let html = Renderer::new(site, templates).render(TEMPLATE, context! { columns => Serde(self) })?;
        Ok(format!("{{% raw %}}{html}{{% endraw %}}"))
    }
}
