//! Content pages, lists, feeds and search, and the files that go with them.
//!
//! A request's path names something that was compiled in. Nothing here writes, and nothing here knows the table.

mod cache;
mod content;
mod discovery;
mod encoding;
mod letters;
mod lists;
mod pages;
mod rendered;
mod search;
mod visit;

pub use content::Content;

use cache::Cache;
use lambda_http::http::Method;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use rendered::file;
use shared::env::Address;
use shared::failure::Failure;
use shared::html::{Renderer, Template};
use shared::http::{self, Audience};
use shared::site::{Entry, Site};
use shared::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;
use visit::Visit;

const TEMPLATES: &[Template] = &[
    ("feed.xml", include_str!("../templates/feed.xml")),
    ("letters.html", include_str!("../templates/letters.html")),
    ("news.html", include_str!("../templates/news.html")),
    ("page.html", include_str!("../templates/page.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("robots.txt", include_str!("../templates/robots.txt")),
    ("search.html", include_str!("../templates/search.html")),
    ("security.txt", include_str!("../templates/security.txt")),
    ("site.webmanifest", include_str!("../templates/site.webmanifest")),
    ("sitemap.xml", include_str!("../templates/sitemap.xml")),
];

/// How long a page may be kept, in seconds, unless another appears or goes before.
const MAX_AGE: i64 = 300;

/// Answers with pages and files.
#[derive(Debug)]
pub struct Pages {
    content: Content,
    /// Public path of each file by its name.
    assets: BTreeMap<String, String>,
    renderer: Renderer,
    address: Address,
    world: World,
    /// When pages appear or go.
    moments: Vec<i64>,
    cache: Cache,
}

impl Pages {
    /// The pages of `site`.
    pub fn new(site: &Site, content: Content, address: Address, world: World) -> Self {
        Self {
            moments: content.moments(),
            assets: site.assets.clone(),
            renderer: Renderer::new(site, TEMPLATES),
            cache: Cache::default(),
            content,
            address,
            world,
        }
    }

    /// Answers a request. What goes wrong becomes a page.
    #[allow(clippy::unused_async, reason = "every function's handler has this shape")]
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let visit = Visit::read(&request, &self.address, self.world.now());
        let response = match self.answer(&request, &visit) {
            Ok(response) => response,
            Err(Failure::NotFound) => self.not_found(&visit),
            Err(failure) => failure.page(&self.renderer),
        };
        if request.method() == Method::HEAD { http::without_body(response) } else { response }
    }

    fn answer(&self, request: &Request, visit: &Visit) -> Result<Response<Body>, Failure> {
        let found = self.find(request, visit)?;
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(if found.is_some() { Failure::MethodNotAllowed("GET, HEAD") } else { Failure::NotFound });
        }
        found.or_else(|| self.without_slash(visit)).ok_or(Failure::NotFound)
    }

    fn find(&self, request: &Request, visit: &Visit) -> Result<Option<Response<Body>>, Failure> {
        let (headers, max_age) = (request.headers(), self.max_age(visit));
        if let Some(asset) = self.content.asset(&visit.path) {
            return Ok(Some(file(&asset, headers, "public, max-age=31536000, immutable")));
        }
        if let Some(icon) = self.icon(visit, headers) {
            return Ok(Some(icon));
        }
        if let Some(kept) = self.cache.get(visit, self.generation(visit)) {
            return Ok(Some(kept.response(headers, max_age)));
        }
        let rendered = match self.content.entry(&visit.path) {
            Some(Entry::Moved(_)) => return Ok(self.moved(visit, &visit.path)),
            Some(Entry::Page(page)) if !page.item.window.contains(visit.now.unix()) => return Ok(None),
            Some(Entry::Page(page)) if page.list.is_some() => Arc::new(self.show_page(visit, &page)?),
            Some(Entry::Page(page)) => {
                let rendered = Arc::new(self.show_page(visit, &page)?);
                self.cache.keep(visit, self.generation(visit), &rendered);
                rendered
            }
            None if visit.path == "/search" => Arc::new(self.show_search(visit)?),
            None => match self.show_feed(visit)? {
                Some(feed) => Arc::new(feed),
                None => match self.discover(visit)? {
                    Some(discovered) => discovered,
                    None => return Ok(None),
                },
            },
        };
        Ok(Some(rendered.response(headers, max_age)))
    }

    /// How many pages have appeared or gone so far: what was rendered then may not hold now.
    fn generation(&self, visit: &Visit) -> usize {
        self.moments.partition_point(|moment| *moment <= visit.now.unix())
    }

    /// How long an answer holds: until a page appears or goes, and never long.
    fn max_age(&self, visit: &Visit) -> i64 {
        let next = self.moments.get(self.generation(visit));
        next.map_or(MAX_AGE, |moment| (moment - visit.now.unix()).clamp(0, MAX_AGE))
    }

    /// `/our-mission/` is `/our-mission`.
    fn without_slash(&self, visit: &Visit) -> Option<Response<Body>> {
        self.moved(visit, visit.path.strip_suffix('/')?)
    }

    /// Leads to what `path` stands for now, if that can be seen.
    fn moved(&self, visit: &Visit, path: &str) -> Option<Response<Body>> {
        let target = match self.content.entry(path) {
            Some(Entry::Moved(target)) => target,
            Some(Entry::Page(page)) => page.item.path,
            None if path == "/search" => path.to_owned(),
            None => return None,
        };
        let there = target == "/search" || self.page_at(&target, visit.now.unix()).is_some();
        there.then(|| http::moved(&visit.at(&target), self.max_age(visit)))
    }

    /// Says that there is nothing here, and what may have been meant: pages that have to do with the address's words.
    fn not_found(&self, visit: &Visit) -> Response<Body> {
        let results = search::search(&self.content, visit, &visit.path);
        let suggestions: Vec<_> =
            results.found.into_iter().take(results.close.min(3)).map(|found| found.item).collect();
        match self.render("error.html", context! { suggestions => Serde(suggestions), ..Failure::NotFound.values() }) {
            Ok(html) => http::html(Failure::NotFound.status(), html, Audience::Nobody),
            Err(failure) => failure.page(&self.renderer),
        }
    }

    fn render(&self, template: &str, values: Value) -> Result<String, Failure> {
        self.renderer.render(template, values).map_err(|error| {
            tracing::error!(error.message = %error.kind(), template.name = error.name(), template.line = error.line(), "page can't be rendered");
            Failure::Internal
        })
    }
}
