//! Content pages, lists, feeds, search and files.
//!
//! All content is compiled in. This function never reads or writes the table.

mod assets;
mod calendar;
mod content_page;
mod discovery;
mod feed;
mod filters;
mod list;
mod not_found;
mod page_request;
mod paging;
mod redirect;
mod response_cache;
mod routes;
mod search;

pub use shared::site::Content;

use lambda_http::http::Method;
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Error, LambdaEvent, Request, Response};
use minijinja::value::Value;
use page_request::PageRequest;
use response_cache::{CacheKey, ResponseCache, is_cacheable};
use shared::clock::Clock;
use shared::env::SiteOrigin;
use shared::failure::Failure;
use shared::gateway::{self, GatewayResponse};
use shared::html::{Renderer, Templates};
use shared::response;
use shared::site::Site;
use shared::site::terms::Language;
use shared::timestamp::Timestamp;
use std::future::ready;
use std::sync::atomic::{AtomicBool, Ordering};

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Returns the content that the crate was built with.
pub fn embedded_content() -> Content {
    Content::new(include_bytes!(concat!(env!("OUT_DIR"), "/content.bin")).as_slice())
}

/// How long browsers may reuse a page, in seconds, unless a page appears or expires sooner.
const MAX_AGE: i64 = 300;

/// Serves the pages and files of a site.
#[derive(Debug)]
pub struct Pages {
    content: Content,
    renderer: Renderer,
    site_origin: SiteOrigin,
    language: Language,
    clock: Clock,
    cache: ResponseCache,
}

impl Pages {
    /// Creates the handler for a site.
    pub fn new(site: &Site, content: Content, site_origin: SiteOrigin, clock: Clock) -> Self {
        let (renderer, cache) = (Renderer::new(site, Templates::Embedded(TEMPLATES)), ResponseCache::default());
        let language = Language::of(&site.language);
        Self { content, renderer, site_origin, language, clock, cache }
    }

    /// Returns a handler with other templates, whose words may differ from those that the crate was built with.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { renderer: self.renderer.with_templates(templates), ..self }
    }

    /// Handles an event, from the response cache if possible.
    ///
    /// # Errors
    /// When the response can't be encoded as JSON.
    pub async fn invoke(&self, event: LambdaEvent<LambdaRequest>) -> Result<GatewayResponse, Error> {
        let key = match &event.payload {
            LambdaRequest::ApiGatewayV2(request) => CacheKey::of(request),
            _ => None,
        };
        let now = self.clock.now();
        let slot = key.zip(self.fresh_until(now));
        if let Some(cached) = slot.as_ref().and_then(|(key, fresh_until)| self.cache.get(key, *fresh_until)) {
            return Ok(cached);
        }
        let cacheable = AtomicBool::new(false);
        let responding = gateway::respond(event, |request| {
            let response = self.respond(&request, now);
            cacheable.store(is_cacheable(response.status()), Ordering::Relaxed);
            ready(response)
        });
        let response = responding.await?;
        if let Some((key, fresh_until)) = slot.filter(|_| cacheable.into_inner()) {
            self.cache.put(key, response.clone(), fresh_until);
        }
        Ok(response)
    }

    /// Returns when a response rendered at `now` goes stale, in Unix seconds, or `None` if it is stale already. Some
    /// responses contain the date, and all state how long browsers may reuse them.
    fn fresh_until(&self, now: Timestamp) -> Option<i64> {
        let change = self.content.changes().next(now.unix());
        let until = change.map_or(i64::MAX, |change| change - MAX_AGE).min(now.end_of_day());
        (now.unix() < until).then_some(until)
    }

    /// Handles a request. Failures become pages.
    #[allow(clippy::unused_async, reason = "every function's handler has this shape")]
    pub async fn handle(&self, request: Request) -> Response<Body> {
        self.respond(&request, self.clock.now())
    }

    fn respond(&self, request: &Request, now: Timestamp) -> Response<Body> {
        let request = PageRequest::new(request, &self.site_origin, now);
        let response = match routes::route(self, &request) {
            Ok(response) => response,
            Err(Failure::NotFound) => not_found::respond(self, &request),
            Err(failure) => failure.page(&self.renderer),
        };
        if *request.method == Method::HEAD { response::without_body(response) } else { response }
    }

    /// Returns how long browsers may reuse a response: until a page appears or expires, and at most [`MAX_AGE`] seconds.
    fn max_age(&self, request: &PageRequest) -> i64 {
        let next = self.content.changes().next(request.now());
        next.map_or(MAX_AGE, |change| (change - request.now()).clamp(0, MAX_AGE))
    }

    fn render(&self, template: &str, values: Value) -> Result<String, Failure> {
        self.renderer.render(template, values).map_err(|error| Failure::of_template(&error))
    }
}
