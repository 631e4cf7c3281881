//! The Atom feed (RFC 4287) of new members.

use crate::view::path;
use crate::{Directory, set_max_age};
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;

/// Shows the feed.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let front = directory.front().await?;
    let time = |date: &str| format!("{date}T00:00:00Z");
    let entries = front.newest.iter().map(|row| {
        context! { path => path(&row.slug), name => row.name.as_str(), updated => time(&row.joined_on) }
    });
    let updated = front.newest.first().map_or_else(|| directory.clock.now().to_string(), |row| time(&row.joined_on));
    let values = context! { origin => directory.origin(request), updated, entries => entries.collect::<Vec<_>>() };
    let mut response = Response::new(Body::Text(directory.text("members.xml", values)?));
    let media_type = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    set_max_age(&mut response);
    Ok(response)
}
