//! Renders pages with minijinja over a base layout that every function shares.
//!
//! Templates are compiled in and parsed on first use. Their names end in `.html`, so that `{{ … }}` escapes its value.
//! An unknown name in a template is an error, so that tests find it.

use minijinja::value::{Serde, Value};
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, default_auto_escape_callback, escape_formatter,
    filters, tests as questions,
};
use model::Site;
use std::sync::OnceLock;

/// The name and source of a template.
pub type Template = (&'static str, &'static str);

const SHARED: [Template; 4] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("error.html", include_str!("../../templates/error.html")),
    ("form.html", include_str!("../../templates/form.html")),
    ("search_form.html", include_str!("../../templates/search_form.html")),
];

/// Renders the pages of a site.
#[derive(Debug)]
pub struct Renderer {
    site: Site,
    own: &'static [Template],
    /// Created on first use: many responses need no template.
    templates: OnceLock<Environment<'static>>,
}

impl Renderer {
    /// Creates a renderer with a function's own templates and the shared ones. In every template, `site` is the site
    /// and `asset("name")` returns the public path of a file.
    pub fn new(site: &Site, own: &'static [Template]) -> Self {
        Self { site: site.clone(), own, templates: OnceLock::new() }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// When the template does not exist or does not match the values.
    pub fn render(&self, template: &str, values: Value) -> Result<String, Error> {
        self.templates.get_or_init(|| self.environment()).get_template(template)?.render(values)
    }

    /// Returns the public path of a file in `assets/`.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.site.assets.get(name).map(String::as_str)
    }

    fn environment(&self) -> Environment<'static> {
        let mut templates = environment();
        let own = self.own;
        templates.set_formatter(write_escaped);
        templates.set_loader(move |name| {
            let template = SHARED.iter().chain(own).find(|(known, _)| *known == name);
            Ok(template.map(|(_, source)| (*source).to_owned()))
        });
        templates.add_global("site", Value::from(Serde(&self.site)));
        let assets = self.site.assets.clone();
        templates.add_function("asset", move |name: &str| -> Result<String, Error> {
            let missing = || Error::new(ErrorKind::InvalidOperation, format!("no asset is named {name}"));
            assets.get(name).cloned().ok_or_else(missing)
        });
        templates
    }
}

/// Returns an environment with only the filters and tests that our templates use: each one costs cold start time.
pub fn environment() -> Environment<'static> {
    let mut templates = Environment::empty();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(default_auto_escape_callback);
    templates.add_filter("capitalize", filters::capitalize);
    templates.add_filter("default", filters::default);
    templates.add_filter("join", filters::join);
    templates.add_filter("length", filters::length);
    templates.add_filter("safe", filters::safe);
    templates.add_filter("split", filters::split);
    templates.add_filter("tojson", filters::tojson);
    templates.add_test("defined", questions::is_defined);
    templates.add_test("none", questions::is_none);
    templates.add_test("startingwith", questions::is_startingwith);
    templates
}

/// Escapes a value for text and quoted attributes. minijinja's own formatter escapes slashes too, which makes links longer
/// and harder to read.
///
/// # Errors
/// When writing fails or the value has no text form.
pub fn write_escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let Some(mut rest) = value.as_str().filter(|_| !value.is_safe()) else {
        return escape_formatter(out, state, value);
    };
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        let (escaped, after) = match special.split_at(1) {
            ("&", after) => ("&amp;", after),
            ("<", after) => ("&lt;", after),
            (">", after) => ("&gt;", after),
            ("\"", after) => ("&quot;", after),
            (_, after) => ("&#39;", after),
        };
        out.write_str(plain)?;
        out.write_str(escaped)?;
        rest = after;
    }
    Ok(out.write_str(rest)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    const OWN: &[Template] = &[("echo.html", "<p title=\"{{ text }}\">{{ text }}{{ number }}{{ nothing }}</p>")];

    fn renderer() -> Renderer {
        Renderer::new(&Site::default(), OWN)
    }

    #[test]
    fn visitor_input_is_escaped() {
        let typed = "</p><script>alert('1')</script>\" onload=\"x&y";
        let html = renderer().render("echo.html", context! { text => typed, number => 7, nothing => () }).unwrap();
        let safe = "&lt;/p&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&amp;y";
        assert_eq!(html, format!("<p title=\"{safe}\">{safe}7None</p>"));
    }

    #[test]
    fn a_missing_template_value_is_an_error() {
        assert!(renderer().render("echo.html", context! { text => "" }).is_err());
    }
}
