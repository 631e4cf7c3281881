//! What the outbox answers with.

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value, context};
use shared::html::write_escaped;

use crate::response::message;

/// For our pages, which carry their style, and for a message within one, which may carry its own: it has the same
/// policy. Nothing else is loaded, no script runs, and no form is sent.
const PAGE: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// For a message by itself: the same, and it is nobody's origin, least of all the site's.
const FOREIGN: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

const HTML: &str = "text/html; charset=utf-8";

/// The templates, each named `*.html`, so that what stands in `{{ … }}` is escaped.
const TEMPLATES: [(&str, &str); 5] = [
    ("layout.html", include_str!("../../templates/layout.html")),
    ("list.html", include_str!("../../templates/list.html")),
    ("message.html", include_str!("../../templates/message.html")),
    ("missing.html", include_str!("../../templates/missing.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
];

/// Makes pages.
pub(crate) struct Pages {
    templates: Environment<'static>,
}

impl Pages {
    /// Takes the templates that are compiled in.
    pub(crate) fn new() -> Self {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_formatter(write);
        templates.set_loader(|name| {
            let found = TEMPLATES.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, source)| (*source).to_owned()))
        });
        Self { templates }
    }

    /// A page.
    pub(crate) fn page(&self, template: &str, values: Value) -> Response<Body> {
        match self.templates.get_template(template).and_then(|template| template.render(values)) {
            Ok(html) => answer(HTML, PAGE, html),
            Err(error) => {
                tracing::error!(%error, template, "a page of the outbox failed");
                message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            }
        }
    }

    /// The page for an address that nothing is at.
    pub(crate) fn missing(&self) -> Response<Body> {
        let mut response = self.page("missing.html", context! {});
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    }
}

/// The HTML of a message, as it is.
pub(crate) fn foreign_html(html: String) -> Response<Body> {
    answer(HTML, FOREIGN, html)
}

/// The text of a message, as it is.
pub(crate) fn text(text: String) -> Response<Body> {
    answer("text/plain; charset=utf-8", FOREIGN, text)
}

/// A message to keep, or to open in a mail client.
pub(crate) fn file(name: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = answer("message/rfc822", FOREIGN, bytes);
    add(&mut response, CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    response
}

/// A list for scripts.
pub(crate) fn json(list: &serde_json::Value) -> Response<Body> {
    answer("application/json", FOREIGN, list.to_string())
}

/// The outbox is there to be read.
pub(crate) fn not_allowed() -> Response<Body> {
    let mut response = message(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
    add(&mut response, ALLOW, "GET, HEAD");
    response
}

fn answer(content_type: &str, policy: &str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    add(&mut response, CONTENT_TYPE, content_type);
    add(&mut response, CONTENT_SECURITY_POLICY, policy);
    add(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(&mut response, REFERRER_POLICY, "no-referrer");
    add(&mut response, CACHE_CONTROL, "no-store");
    response
}

fn add(response: &mut Response<Body>, name: HeaderName, value: &str) {
    // All of ours are ASCII.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Writes a value so that it can't become markup, with U+FFFD for the characters that HTML does not allow.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => {
            let allowed = text.replace(|character| !is_allowed(character), "\u{fffd}");
            write_escaped(out, state, &Value::from(allowed))
        }
        None => write_escaped(out, state, value),
    }
}

fn is_allowed(character: char) -> bool {
    let code = u32::from(character);
    let is_noncharacter = (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe;
    matches!(character, '\t' | '\n' | '\r') || !character.is_control() && !is_noncharacter
}
