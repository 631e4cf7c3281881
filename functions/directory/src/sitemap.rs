//! The members' pages, for search engines ([sitemaps.org](https://www.sitemaps.org/protocol.html)).

use crate::view::path;
use crate::{Directory, set_max_age, store_failure};
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;

/// Shows the sitemap.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let rows = directory.store.directory_rows().await.map_err(|error| store_failure(&error))?;
    let paths: Vec<_> = rows.iter().map(|row| path(&row.slug)).collect();
    let values = context! { origin => directory.origin(request), paths };
    let mut response = Response::new(Body::Text(directory.text("members_sitemap.xml", values)?));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8"));
    set_max_age(&mut response);
    Ok(response)
}
