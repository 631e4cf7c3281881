//! Renders pages with minijinja over a base layout that every function shares.
//!
//! Templates are compiled in, with the site's words in place, and parsed on first use. Their names end in `.html`, so
//! that `{{ … }}` escapes its value. An unknown name in a template is an error, so that tests find it.

use minijinja::value::{Serde, Value};
use minijinja::{
    Environment, Error, ErrorKind, Output, State, UndefinedBehavior, default_auto_escape_callback, escape_formatter,
    filters, tests as questions,
};
use model::{Locale, Site};
use std::sync::{Arc, OnceLock};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The name and source of a template.
pub type Template = (&'static str, &'static str);

/// All templates of a function, the shared ones among them.
#[derive(Debug, Clone)]
pub enum Templates {
    /// With the words of the site that the function was built with.
    Embedded(&'static [Template]),
    /// With the words of a site that was compiled since.
    Compiled(Arc<[(String, String)]>),
}

impl Templates {
    /// Returns the source of a template.
    pub fn get(&self, name: &str) -> Option<&str> {
        match self {
            Self::Embedded(templates) => templates.iter().find(|(known, _)| *known == name).map(|(_, source)| *source),
            Self::Compiled(templates) => {
                templates.iter().find(|(known, _)| known == name).map(|(_, source)| source.as_str())
            }
        }
    }
}

/// Renders the pages of a site.
#[derive(Debug)]
pub struct Renderer {
    site: Site,
    sources: Templates,
    /// Created on first use: many responses need no template.
    templates: OnceLock<Environment<'static>>,
}

impl Renderer {
    /// Creates a renderer. In every template, `site` is the site and `asset("name")` returns the public path of a file.
    pub fn new(site: &Site, templates: Templates) -> Self {
        Self { site: site.clone(), sources: templates, templates: OnceLock::new() }
    }

    /// Returns a renderer of the same site with other templates.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { sources: templates, templates: OnceLock::new(), ..self }
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

    /// Returns the site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Returns how the site writes dates and counts.
    pub fn locale(&self) -> &Locale {
        &self.site.locale
    }

    /// Returns an environment with the same templates, for other formats than HTML.
    pub fn new_environment(&self) -> Environment<'static> {
        environment(&self.site, self.sources.clone())
    }

    fn environment(&self) -> Environment<'static> {
        let mut templates = self.new_environment();
        templates.set_formatter(write_escaped);
        let assets = self.site.assets.clone();
        templates.add_function("asset", move |name: &str| -> Result<String, Error> {
            let missing = || Error::new(ErrorKind::InvalidOperation, format!("no asset is named {name}"));
            assets.get(name).cloned().ok_or_else(missing)
        });
        templates
    }
}

/// Returns an environment in which `site` is the site. It has only the filters and tests that our templates use: each
/// one costs cold start time.
fn environment(site: &Site, sources: Templates) -> Environment<'static> {
    let mut templates = Environment::empty();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(default_auto_escape_callback);
    templates.set_loader(move |name| Ok(sources.get(name).map(str::to_owned)));
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
    // Templates have no use for the tables of the locale.
    let values = Site { locale: Locale::default(), ..site.clone() };
    templates.add_global("site", Value::from(Serde(values)));
    add_locale(&mut templates, Arc::new(site.locale.clone()));
    templates
}

/// Adds the filters `day` and `time`, for Unix seconds or RFC 3339, and `plural`, for counts.
fn add_locale(templates: &mut Environment<'static>, locale: Arc<Locale>) {
    let plural = Arc::clone(&locale);
    templates.add_filter("plural", move |count: u64| plural.category(count));
    let day = Arc::clone(&locale);
    templates.add_filter("day", move |at: &Value| write_time(at, |unix| day.day(unix)));
    templates.add_filter("time", move |at: &Value| write_time(at, |unix| locale.minute(unix)));
}

/// Writes a time in a template, in Unix seconds or RFC 3339. One that is missing is empty.
fn write_time(at: &Value, write: impl Fn(i64) -> String) -> Result<String, Error> {
    let unix = match at.as_str() {
        _ if at.is_none() => return Ok(String::new()),
        Some(text) => OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp),
        None => at.as_i64(),
    };
    unix.map(write).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("{at} is no time")))
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

    const TEMPLATES: &[Template] = &[
        ("echo.html", "<p title=\"{{ text }}\">{{ text }}{{ number }}{{ nothing }}</p>"),
        ("dates.html", "{{ 0 | day }} {{ at | day }}, {{ at | time }} {{ 2 | plural }}"),
    ];

    fn renderer() -> Renderer {
        let locale = Locale {
            date: "{{ day }}/{{ month }}".to_owned(),
            time: "{{ time }} {{ zone }}".to_owned(),
            months: vec!["I".to_owned(); 12],
            plurals: "512".to_owned(),
            ..Locale::default()
        };
        Renderer::new(&Site { locale, ..Site::default() }, Templates::Embedded(TEMPLATES))
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

    #[test]
    fn times_and_counts_are_written_as_the_site_does() {
        let render = |at: Value| renderer().render("dates.html", context! { at });
        assert_eq!(render("2026-11-23T09:30:00Z".into()).unwrap(), "1/I 23/I, 09:30 UTC two");
        assert_eq!(render(().into()).unwrap(), "1/I ,  two");
        assert!(render("yesterday".into()).is_err());
    }

    #[test]
    fn other_templates_replace_the_embedded_ones() {
        let other = [("echo.html".to_owned(), "<b>{{ site.name }}</b>".to_owned())];
        let renderer = renderer().with_templates(Templates::Compiled(other.into()));
        assert_eq!(renderer.render("echo.html", context! {}).unwrap(), "<b></b>");
        assert!(renderer.render("dates.html", context! {}).is_err());
    }
}
