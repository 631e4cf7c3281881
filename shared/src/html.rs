//! The page renderer: minijinja over a base layout that every function shares.
//!
//! Templates are compiled in and parsed when they are first needed. All are named `*.html`, so that whatever stands in
//! `{{ … }}` is escaped. An unknown name in a template is an error, which a test meets before a visitor does.

use crate::site::Site;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

/// A template's name and source.
pub type Template = (&'static str, &'static str);

const SHARED: [Template; 3] = [
    ("base.html", include_str!("../templates/base.html")),
    ("error.html", include_str!("../templates/error.html")),
    ("form.html", include_str!("../templates/form.html")),
];

/// Renders the pages of a site.
#[derive(Debug)]
pub struct Renderer {
    templates: Environment<'static>,
}

impl Renderer {
    /// A renderer for `site`, with a function's own templates beside the shared ones. Every template sees the site as
    /// `site`, and finds the address of a file with `asset("name")`.
    pub fn new(site: &Site, own: &'static [Template]) -> Self {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_loader(move |name| {
            let found = SHARED.iter().chain(own).find(|(known, _)| *known == name);
            Ok(found.map(|(_, source)| (*source).to_owned()))
        });
        templates.add_global("site", Value::from(Serde(site.clone())));
        let assets = site.assets.clone();
        templates.add_function("asset", move |name: &str| -> Result<String, Error> {
            let missing = || Error::new(ErrorKind::InvalidOperation, format!("no asset is named {name}"));
            assets.get(name).cloned().ok_or_else(missing)
        });
        Self { templates }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// When there is no such template, or it does not fit the values.
    pub fn render(&self, template: &str, values: Value) -> Result<String, Error> {
        self.templates.get_template(template)?.render(values)
    }
}
