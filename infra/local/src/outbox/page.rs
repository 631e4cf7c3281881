//! The outbox's pages, and the headers of its responses.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value};
use shared::html::write_escaped;

/// The policy for our pages and for messages shown in them. Both may have inline styles; nothing else loads, no script
/// runs and no form is sent.
const OWN: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy for a message on its own: it is also sandboxed, so it can't act as the site.
pub(super) const FOREIGN: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                                  frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The templates, each named `*.html`, so that `{{ … }}` is escaped.
const TEMPLATES: [(&str, &str); 4] = [
    ("layout.html", include_str!("../../templates/layout.html")),
    ("list.html", include_str!("../../templates/list.html")),
    ("message.html", include_str!("../../templates/message.html")),
    ("missing.html", include_str!("../../templates/missing.html")),
];

/// Renders pages.
pub(super) struct Pages(Environment<'static>);

impl Pages {
    pub(super) fn new() -> Self {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_formatter(write);
        templates.set_loader(|name| {
            let template = TEMPLATES.iter().find(|(known, _)| *known == name);
            Ok(template.map(|(_, source)| (*source).to_owned()))
        });
        Self(templates)
    }

    pub(super) fn page(&self, template: &str, values: Value) -> Response<Body> {
        match self.0.get_template(template).and_then(|template| template.render(values)) {
            Ok(html) => respond(HTML, OWN, html),
            Err(error) => {
                tracing::error!(%error, template, "rendering a page of the outbox failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// Returns an uncacheable response with a content security policy.
pub(super) fn respond(content_type: &'static str, policy: &'static str, body: impl Into<Body>) -> Response<Body> {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, body.into()).into_response()
}

/// Makes a browser save the response as a file of this name.
pub(super) fn add_disposition(response: &mut Response<Body>, name: &str) {
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
}

/// Escapes a value, and replaces control characters, which HTML does not allow, with U+FFFD.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let is_refused = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    match value.as_str().filter(|text| !value.is_safe() && text.contains(is_refused)) {
        Some(text) => write_escaped(out, state, &Value::from(text.replace(is_refused, "\u{fffd}"))),
        None => write_escaped(out, state, value),
    }
}
