//! Content pages, and the files that go with them.
//!
//! A request's path names a page or a file; both are found in what was compiled in. Nothing here writes, and nothing
//! here knows the table.

use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::failure::Failure;
use shared::html::{Renderer, Template};
use shared::http::{self, Audience};
use shared::site::{Archive, Asset, Page, Site};

const TEMPLATES: &[Template] = &[("page.html", include_str!("../templates/page.html"))];

/// The pages and files of a site.
#[derive(Debug, Clone)]
pub struct Content {
    pages: Archive,
    assets: Archive,
}

impl Content {
    /// What this crate was built with.
    pub fn embedded() -> Self {
        Self {
            pages: Archive::new(include_bytes!(concat!(env!("OUT_DIR"), "/pages.bin")).as_slice()),
            assets: Archive::new(include_bytes!(concat!(env!("OUT_DIR"), "/assets.bin")).as_slice()),
        }
    }

    /// What `site::compile` made.
    pub fn new(pages: Vec<u8>, assets: Vec<u8>) -> Self {
        Self { pages: Archive::new(pages), assets: Archive::new(assets) }
    }

    /// The address of every page.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.pages.keys()
    }
}

/// Answers with pages and files.
#[derive(Debug)]
pub struct Pages {
    content: Content,
    renderer: Renderer,
}

impl Pages {
    /// The pages of `site`.
    pub fn new(site: &Site, content: Content) -> Self {
        Self { content, renderer: Renderer::new(site, TEMPLATES) }
    }

    /// Answers a request. What goes wrong becomes a page.
    #[allow(clippy::unused_async, reason = "every function's handler has this shape")]
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let response = self.answer(&request).unwrap_or_else(|failure| failure.page(&self.renderer));
        if request.method() == Method::HEAD { http::without_body(response) } else { response }
    }

    fn answer(&self, request: &Request) -> Result<Response<Body>, Failure> {
        let path = request.raw_http_path();
        let known = self.find(path)?;
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return if known.is_some() { Err(Failure::MethodNotAllowed("GET, HEAD")) } else { Err(Failure::NotFound) };
        }
        match known {
            Some(response) => Ok(response),
            None => self.without_slash(path).ok_or(Failure::NotFound),
        }
    }

    fn find(&self, path: &str) -> Result<Option<Response<Body>>, Failure> {
        if let Some(asset) = Asset::find(&self.content.assets, path) {
            return Ok(Some(http::asset(asset.media_type, asset.bytes.to_vec())));
        }
        Page::find(&self.content.pages, path).map(|page| self.page(page)).transpose()
    }

    fn page(&self, page: Page) -> Result<Response<Body>, Failure> {
        let values = context! { path => page.path.clone(), page => Serde(page) };
        match self.renderer.render("page.html", values) {
            Ok(html) => Ok(http::html(StatusCode::OK, html, Audience::Everyone)),
            Err(error) => {
                tracing::error!(error.message = %error.kind(), template.name = error.name(), template.line = error.line(), "page can't be rendered");
                Err(Failure::Internal)
            }
        }
    }

    /// `/our-mission/` is `/our-mission`.
    fn without_slash(&self, path: &str) -> Option<Response<Body>> {
        let path = path.strip_suffix('/')?;
        self.content.pages.get(path).map(|_| http::moved(path))
    }
}
