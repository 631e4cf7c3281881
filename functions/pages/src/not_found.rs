//! The page for unknown paths.

use crate::Pages;
use crate::page_request::PageRequest;
use crate::search;
use lambda_http::{Body, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::failure::Failure;
use shared::response::{self, Audience};

/// The maximum number of suggestions.
const SUGGESTIONS: usize = 3;

/// Suggests pages that match the words in the path.
pub(crate) fn respond(pages: &Pages, request: &PageRequest<'_>) -> Response<Body> {
    let suggestions = search::close_matches(pages, request.now(), &request.path, SUGGESTIONS);
    let values = context! { suggestions => Serde(suggestions), ..Failure::NotFound.values() };
    match pages.render("error.html", values) {
        Ok(html) => response::html(Failure::NotFound.status(), html, Audience::NotIndexed),
        Err(failure) => failure.page(&pages.renderer),
    }
}
