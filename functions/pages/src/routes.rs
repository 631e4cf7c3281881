//! The routes. A handler returns `None` when its path has no page, and the next route that matches is tried.

use crate::page_request::PageRequest;
use crate::{Pages, assets, calendar, content_page, discovery, feed, list, redirect, search};
use lambda_http::http::Method;
use lambda_http::{Body, Response};
use shared::failure::Failure;

/// The response, or `None` if the path has no page.
pub(crate) type Outcome = Result<Option<Response<Body>>, Failure>;

struct Route {
    path: Path,
    methods: Methods,
    handler: fn(&Pages, &PageRequest<'_>) -> Outcome,
}

enum Path {
    Any,
    Exact(&'static str),
    StartsWith(&'static str),
    EndsWith(&'static str),
}

#[derive(Clone, Copy)]
enum Methods {
    Any,
    Get,
}

const ROUTES: [Route; 14] = [
    any(Path::EndsWith("/"), redirect::to_other_function),
    get(Path::StartsWith("/assets/"), assets::file),
    get(Path::Exact("/favicon.ico"), assets::favicon),
    get(Path::Exact("/robots.txt"), discovery::robots),
    get(Path::Exact("/sitemap.xml"), discovery::sitemap),
    get(Path::Exact("/site.webmanifest"), discovery::manifest),
    get(Path::Exact("/.well-known/security.txt"), discovery::security),
    get(Path::Exact("/search"), search::show),
    get(Path::EndsWith("/feed.xml"), feed::show),
    get(Path::EndsWith(".ics"), calendar::show),
    get(Path::Any, content_page::show),
    get(Path::Any, list::show),
    get(Path::Any, redirect::alias),
    get(Path::EndsWith("/"), redirect::without_slash),
];

const fn get(path: Path, handler: fn(&Pages, &PageRequest<'_>) -> Outcome) -> Route {
    Route { path, methods: Methods::Get, handler }
}

const fn any(path: Path, handler: fn(&Pages, &PageRequest<'_>) -> Outcome) -> Route {
    Route { path, methods: Methods::Any, handler }
}

impl Path {
    fn matches(&self, path: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => path == *exact,
            Self::StartsWith(start) => path.starts_with(start),
            Self::EndsWith(end) => path.ends_with(end),
        }
    }
}

impl Methods {
    /// Refuses other methods. GET includes HEAD.
    fn check(self, method: &Method) -> Result<(), Failure> {
        match self {
            Self::Get if !matches!(*method, Method::GET | Method::HEAD) => Err(Failure::MethodNotAllowed("GET, HEAD")),
            _ => Ok(()),
        }
    }
}

/// Responds with the first route that has a page.
pub(crate) fn route(pages: &Pages, request: &PageRequest<'_>) -> Result<Response<Body>, Failure> {
    for route in ROUTES.iter().filter(|route| route.path.matches(&request.path)) {
        if let Some(response) = (route.handler)(pages, request)? {
            return route.methods.check(request.method).map(|()| response);
        }
    }
    Err(Failure::NotFound)
}
