//! How many members there are, and their names: a document that the home page shows in a frame.
//!
//! `pages` has no table, so that the home page answers as fast as one that says hello. The browser puts the two together,
//! without a script ([decision 12](../../../docs/decisions/0012-members-on-the-home-page-are-a-frame.md)).

use crate::Directory;
use crate::view::path;
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::site::initials;

/// Shows the document. Only our own pages may frame it.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let summary = directory.summary().await?;
    let newest = summary.newest.iter().map(|row| (&row.slug, &row.name));
    let names: Vec<_> = match summary.names.as_slice() {
        [] => newest.collect(),
        all => all.iter().map(|(slug, name)| (slug, name)).collect(),
    };
    let more = summary.total.saturating_sub(names.len());
    let names = names
        .into_iter()
        .map(|(slug, name)| context! { path => path(slug), name => name.as_str(), initials => initials(name) });
    let values = context! { total => summary.total, names => names.collect::<Vec<_>>(), more };
    let mut response = directory.page(request, "members_strip.html", values)?;
    let headers = response.headers_mut();
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let framed = policy.map(|policy| policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
    if let Some(framed) = framed.and_then(|framed| HeaderValue::from_str(&framed).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, framed);
    }
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}
