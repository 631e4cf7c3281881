//! The application for membership: pages of questions, a page to check the answers, and a status page; for programs,
//! a JSON API. `routes.rs` lists every path.
//!
//! An application lives at a private link, `/join/{link}`. State is kept only in the table, and every write can be
//! repeated: a double click, Back, a retry or a lost response changes nothing.

mod api;
mod context;
mod deadline;
mod definition;
mod errors;
mod form;
mod handlers;
mod links;
mod mistakes;
mod parse;
mod paths;
mod rate_limit;
mod routes;
mod settings;

pub use deadline::RESPONSE_DEADLINE;
pub use settings::Settings;

use context::Context;
use definition::Definition;
use lambda_http::http::{HeaderValue, Method};
use lambda_http::{Body, Request, RequestExt, Response};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::html::{Renderer, Templates};
use shared::response;
use shared::site::{Form, FormDocuments, Site};
use store::{RateLimit, Store};

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Handles requests for applications.
#[derive(Debug)]
pub struct Join(Context);

impl Join {
    /// Creates the handler for the association that `site` describes. Applications are stored in `store`.
    pub fn new(
        site: &Site,
        (form, documents): (Form, FormDocuments),
        store: Store,
        settings: Settings,
        clock: Clock,
        entropy: Entropy,
    ) -> Self {
        let renderer = Renderer::new(site, Templates::Embedded(TEMPLATES));
        let (locale, privacy_notice, decision_days) =
            (site.locale.clone(), site.privacy_notice.clone(), site.decision_days);
        let rate_limit = RateLimit::new(settings.source_limit);
        let definition = Definition::new(form, documents);
        Self(Context {
            renderer,
            definition,
            locale,
            privacy_notice,
            decision_days,
            store,
            settings,
            clock,
            entropy,
            rate_limit,
        })
    }

    /// Returns a handler with other templates, whose words may differ from those that the crate was built with.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        let Self(context) = self;
        Self(Context { renderer: context.renderer.with_templates(templates), ..context })
    }

    /// Handles a request. Failures become pages or, under `/api`, problem documents.
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let mut response = if api::is_api_path(request.raw_http_path()) {
            api::respond(&self.0, &request).await
        } else {
            routes::respond_with_page(&self.0, &request).await.unwrap_or_else(|error| error.page(&self.0))
        };
        // robots.txt lets crawlers in so that they see this: search engines may list even pages that they may not
        // fetch.
        response.headers_mut().entry("x-robots-tag").or_insert(HeaderValue::from_static("noindex"));
        if request.method() == Method::HEAD { response::without_body(response) } else { response }
    }
}
