//! The Atom feed (RFC 4287) of new members.

use crate::view::path;
use crate::{Directory, text};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;

/// Shows the feed.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let summary = directory.summary().await?;
    let time = |date: &str| format!("{date}T00:00:00Z");
    let entries = summary.newest.iter().map(|row| {
        context! { path => path(&row.slug), name => row.name.as_str(), updated => time(&row.joined_on) }
    });
    let updated = summary.newest.first().map_or_else(|| directory.clock.now().to_string(), |row| time(&row.joined_on));
    let values = context! { origin => directory.origin(request), updated, entries => entries.collect::<Vec<_>>() };
    Ok(text("application/atom+xml; charset=utf-8", directory.render("members.xml", values)?))
}
