//! Content pages, lists, feeds and search, and the files that go with them.
//!
//! A request's path names something that was compiled in. Nothing here writes, and nothing here knows the table.

mod content;
mod discovery;
mod encoding;
mod kept;
mod letters;
mod lists;
mod prepared;
mod rendered;
mod search;
mod templates;
mod views;
mod visit;

pub use content::Content;
pub use templates::TEMPLATES;

use kept::{Asked, Kept, is_found};
use lambda_http::http::Method;
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Error, LambdaEvent, Request, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use rendered::file;
use shared::clock::Clock;
use shared::env::SiteOrigin;
use shared::failure::Failure;
use shared::gateway::{self, GatewayResponse};
use shared::html::Renderer;
use shared::response::{self, Audience};
use shared::site::{Entry, Site};
use shared::timestamp::Timestamp;
use std::future::ready;
use std::sync::atomic::{AtomicBool, Ordering};
use visit::Visit;

/// How long a page may be kept, in seconds, unless another appears or goes before.
const MAX_AGE: i64 = 300;

/// Answers with pages and files.
#[derive(Debug)]
pub struct Pages {
    content: Content,
    renderer: Renderer,
    site_origin: SiteOrigin,
    clock: Clock,
    kept: Kept,
}

impl Pages {
    /// The pages of `site`.
    pub fn new(site: &Site, content: Content, site_origin: SiteOrigin, clock: Clock) -> Self {
        let (renderer, kept) = (Renderer::new(site, TEMPLATES), Kept::default());
        Self { content, renderer, site_origin, clock, kept }
    }

    /// Answers an event of API Gateway, as JSON.
    ///
    /// # Errors
    /// When the answer can't be written as JSON.
    pub async fn invoke(&self, event: LambdaEvent<LambdaRequest>) -> Result<GatewayResponse, Error> {
        let asked = match &event.payload {
            LambdaRequest::ApiGatewayV2(request) => Asked::read(request),
            _ => None,
        };
        let now = self.clock.now();
        let keeping = asked.zip(self.holds_until(now));
        if let Some(kept) = keeping.as_ref().and_then(|(asked, until)| self.kept.get(asked, *until)) {
            return Ok(kept);
        }
        let found = AtomicBool::new(false);
        let answering = gateway::respond(event, |request| {
            let response = self.respond(&request, now);
            found.store(is_found(response.status()), Ordering::Relaxed);
            ready(response)
        });
        let answer = answering.await?;
        if let Some((asked, until)) = keeping.filter(|_| found.into_inner()) {
            self.kept.put(asked, answer.clone(), until);
        }
        Ok(answer)
    }

    /// Until when an answer given at `now` is what it would be if it were made anew, in seconds since 1970; nothing, if it
    /// is not. Some name the day, and all say how long they may be kept.
    fn holds_until(&self, now: Timestamp) -> Option<i64> {
        let appears = self.content.moments().next(now.unix());
        let until = appears.map_or(i64::MAX, |moment| moment - MAX_AGE).min(now.end_of_day());
        (now.unix() < until).then_some(until)
    }

    /// Answers a request. What goes wrong becomes a page.
    #[allow(clippy::unused_async, reason = "every function's handler has this shape")]
    pub async fn handle(&self, request: Request) -> Response<Body> {
        self.respond(&request, self.clock.now())
    }

    fn respond(&self, request: &Request, now: Timestamp) -> Response<Body> {
        let visit = Visit::read(request, &self.site_origin, now);
        let response = match self.answer(request, &visit) {
            Ok(response) => response,
            Err(Failure::NotFound) => self.not_found(&visit),
            Err(failure) => failure.page(&self.renderer),
        };
        if request.method() == Method::HEAD { response::without_body(response) } else { response }
    }

    fn answer(&self, request: &Request, visit: &Visit) -> Result<Response<Body>, Failure> {
        if let Some(elsewhere) = application_without_slash(visit) {
            return Ok(elsewhere);
        }
        let found = self.find(request, visit)?;
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(if found.is_some() { Failure::MethodNotAllowed("GET, HEAD") } else { Failure::NotFound });
        }
        found.or_else(|| self.without_slash(visit)).ok_or(Failure::NotFound)
    }

    fn find(&self, request: &Request, visit: &Visit) -> Result<Option<Response<Body>>, Failure> {
        let headers = request.headers();
        if let Some(asset) = self.content.asset(&visit.path) {
            return file(&asset, headers, "public, max-age=31536000, immutable").map(Some);
        }
        if let Some(icon) = self.icon(visit, headers)? {
            return Ok(Some(icon));
        }
        let now = visit.now.unix();
        let rendered = match self.content.entry(&visit.path) {
            Some(Entry::Moved(_)) => return Ok(self.moved(visit, &visit.path)),
            Some(Entry::Page(page)) if page.window.contains(now) => {
                let rendering =
                    page.at(now).and_then(|number| self.content.rendering(number)).ok_or(Failure::Internal)?;
                return self.show_prepared(&rendering, visit, headers, self.max_age(visit)).map(Some);
            }
            Some(Entry::List(list, page)) if page.item.window.contains(now) => self.show_list(visit, list, &page)?,
            Some(_) => return Ok(None),
            None if visit.path == "/search" => self.show_search(visit)?,
            None => match self.show_feed(visit)? {
                Some(feed) => feed,
                None => match self.discover(visit)? {
                    Some(discovered) => discovered,
                    None => return Ok(None),
                },
            },
        };
        rendered.response(headers, self.max_age(visit)).map(Some)
    }

    /// How long an answer holds: until a page appears or goes, and never long.
    fn max_age(&self, visit: &Visit) -> i64 {
        let next = self.content.moments().next(visit.now.unix());
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
            _ => path.to_owned(),
        };
        let there = target == "/search" || self.content.is_seen(&target, visit.now.unix());
        there.then(|| response::moved(&visit.at(&target), self.max_age(visit)))
    }

    /// Says that there is nothing here, and what may have been meant: pages that have to do with the address's words.
    fn not_found(&self, visit: &Visit) -> Response<Body> {
        let results = search::search(&self.content, visit, &visit.path);
        let suggestions: Vec<_> =
            results.found.into_iter().take(results.close.min(3)).map(|found| found.item).collect();
        match self.render("error.html", context! { suggestions => Serde(suggestions), ..Failure::NotFound.values() }) {
            Ok(html) => response::html(Failure::NotFound.status(), html, Audience::NotIndexed),
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

/// API Gateway routes a path with a slash at its end to the default route, and so to this function: it leads to the
/// function that the path without it leads to, with method and body.
fn application_without_slash(visit: &Visit) -> Option<Response<Body>> {
    let path = visit.path.strip_suffix('/').map(|path| path.trim_end_matches('/'))?;
    let is_join = path.strip_prefix("/join/").is_some_and(|rest| !rest.is_empty());
    let is_api = path.strip_prefix("/api/").is_some_and(|rest| !rest.is_empty());
    // What is in no such path leads nowhere, with or without the slash.
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.'));
    ((is_join || is_api) && is_plain).then(|| response::same_request_at(&visit.at(path)))
}
