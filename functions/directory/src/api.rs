//! The members as JSON, for other sites.

use crate::view::path;
use crate::{Directory, text};
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Request, Response};
use serde::Serialize;
use shared::failure::Failure;
use std::collections::BTreeMap;

/// The path of the list.
pub(crate) const PATH: &str = "/api/members.json";

#[derive(Serialize)]
struct Members<'a> {
    members: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    url: String,
    joined_on: &'a str,
    #[serde(flatten)]
    filters: &'a BTreeMap<String, Vec<String>>,
}

/// Shows all members, by name. Any site may read them.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let rows = directory.store.directory_rows().await.map_err(|error| error.failure())?;
    let origin = directory.origin(request);
    let members = rows.iter().map(|row| Entry {
        name: &row.name,
        url: format!("{origin}{}", path(&row.slug)),
        joined_on: &row.joined_on,
        filters: &row.filters,
    });
    let members = members.collect();
    let json = serde_json::to_string(&Members { members }).map_err(|_| Failure::Internal)?;
    let mut response = text("application/json", json);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}
