//! Redirects to pages at other paths.

use crate::Pages;
use crate::page_request::PageRequest;
use crate::routes::Outcome;
use lambda_http::http::Method;
use lambda_http::{Body, Response};
use shared::response;
use shared::site::Entry;

/// Redirects `/join/…/`, `/api/…/` and `/members/`, which API Gateway routes here, to the path without the slash. Method
/// and body stay the same.
pub(crate) fn to_other_function(_: &Pages, request: &PageRequest<'_>) -> Outcome {
    let path = request.path.trim_end_matches('/');
    let is_below = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty());
    // Paths of other functions have no other characters.
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.'));
    let is_other = path == "/members" || is_below("/join/") || is_below("/api/") || is_below("/members/");
    Ok((is_other && is_plain).then(|| response::permanent_redirect(&request.at(path))))
}

/// Redirects a former path of a page.
pub(crate) fn alias(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    Ok(match pages.content.entry(&request.path) {
        Some(Entry::Moved(target)) => to_public(pages, request, &target),
        _ => None,
    })
}

/// Redirects a list or a search to the address without parameters that have no value, which forms leave.
pub(crate) fn without_empty_parameters(pages: &Pages, request: &PageRequest<'_>) -> Option<Response<Body>> {
    let address = request.without_empty_parameters()?;
    Some(response::moved_permanently(&address, pages.max_age(request)))
}

/// Redirects `/our-mission/` to `/our-mission`.
pub(crate) fn without_slash(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let Some(path) = request.path.strip_suffix('/').filter(|_| matches!(*request.method, Method::GET | Method::HEAD))
    else {
        return Ok(None);
    };
    Ok(match pages.content.entry(path) {
        Some(Entry::Moved(target)) => to_public(pages, request, &target),
        _ => to_public(pages, request, path),
    })
}

/// Redirects to a path if its page is public.
fn to_public(pages: &Pages, request: &PageRequest<'_>, path: &str) -> Option<Response<Body>> {
    let exists = path == "/search" || pages.content.is_public(path, request.now());
    exists.then(|| response::moved_permanently(&request.at(path), pages.max_age(request)))
}
