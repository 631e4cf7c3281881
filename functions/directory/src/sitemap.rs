//! The members' pages, for search engines ([sitemaps.org](https://www.sitemaps.org/protocol.html)).

use crate::view::path;
use crate::{Directory, text};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;

/// Shows the sitemap.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let rows = directory.store.directory_rows().await.map_err(|error| error.failure())?;
    let paths: Vec<_> = rows.iter().map(|row| path(&row.slug)).collect();
    let values = context! { origin => directory.origin(request), paths };
    Ok(text("application/xml; charset=utf-8", directory.render("members_sitemap.xml", values)?))
}
