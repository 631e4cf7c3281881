//! Files that search engines, browsers and security researchers expect at fixed paths.

use crate::Pages;
use crate::page_request::PageRequest;
use crate::routes::Outcome;
use minijinja::context;
use minijinja::value::{Serde, Value};
use shared::rendered_body::RenderedBody;

const TEXT: &str = "text/plain; charset=utf-8";

pub(crate) fn robots(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    show(pages, request, TEXT, "robots.txt", context! {})
}

pub(crate) fn sitemap(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let items = pages.content.list("", request.now());
    show(pages, request, "application/xml; charset=utf-8", "sitemap.xml", context! { items => Serde(items) })
}

pub(crate) fn manifest(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    show(pages, request, "application/manifest+json", "site.webmanifest", context! {})
}

/// Shows how to report a vulnerability. RFC 9116 asks for an expiry at most a year ahead.
pub(crate) fn security(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let expires = request.time.plus_days(180).to_string();
    let expires = format!("{}T00:00:00Z", expires.split('T').next().unwrap_or_default());
    show(pages, request, TEXT, "security.txt", context! { expires })
}

fn show(pages: &Pages, request: &PageRequest<'_>, media_type: &'static str, template: &str, values: Value) -> Outcome {
    let text = pages.render(template, context! { origin => request.origin.as_str(), ..values })?;
    RenderedBody::new(media_type, text).response(request.headers, pages.max_age(request)).map(Some)
}
