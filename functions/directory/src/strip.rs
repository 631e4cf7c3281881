//! How many members there are, and their names: a document that the home page shows in a frame.
//!
//! `pages` has no table, so that the home page answers as fast as one that says hello. The browser puts the two together,
//! without a script ([decision 12](../../../docs/decisions/0012-members-on-the-home-page-are-a-frame.md)).

use crate::view::path;
use crate::{Directory, frame};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::site::initials;

/// The most names, which fill the frame.
const SHOWN: usize = 9;

/// Shows the document.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let summary = directory.summary().await?;
    let newest = summary.newest.iter().map(|row| (&row.slug, &row.name));
    let mut names: Vec<_> = match summary.names.as_slice() {
        [] => newest.collect(),
        all => all.iter().map(|(slug, name)| (slug, name)).collect(),
    };
    names.truncate(SHOWN);
    let names = names
        .into_iter()
        .map(|(slug, name)| context! { path => path(slug), name => name.as_str(), initials => initials(name) });
    let values = context! { total => summary.total, names => names.collect::<Vec<_>>() };
    frame::page(directory, request, "members_strip.html", values)
}
