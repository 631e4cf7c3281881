//! The pages of staff: they sign in, look through the queue, decide on applications, and export them. `routes.rs` lists
//! every path, and who may use it.
//!
//! A request is refused unless a route lets it in. Sessions are items in the table (`session.rs`), found by the hash of
//! a random cookie; people sign in with an OpenID Connect issuer (`sign_in.rs`), which a signed-in request never needs.

mod chart;
mod context;
mod errors;
mod export;
mod handlers;
pub mod import;
mod listing;
mod logo;
mod people;
mod posted;
mod routes;
mod session;
mod settings;
mod sign_in;
mod token;

pub use routes::{Guard, ROUTES, Route, Verb};
pub use settings::Settings;

use context::Context;
use lambda_http::http::{HeaderValue, Method, header};
use lambda_http::{Body, Request, Response};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::failure::Failure;
use shared::html::{Renderer, Templates};
use shared::response;
use shared::site::{Form, Site};
use sign_in::Issuer;
use std::time::Duration;
use store::{AnsweredForms, Store};

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The longest time before a response: a second less than the function's `Timeout`.
pub const RESPONSE_DEADLINE: Duration = Duration::from_secs(28);

/// Handles requests of staff.
#[derive(Debug)]
pub struct Review(Context);

impl Review {
    /// Creates the handler for the association that `site` describes. Applications are stored in `store`.
    pub fn new(site: &Site, form: Form, store: Store, settings: Settings, clock: Clock, entropy: Entropy) -> Self {
        let renderer = Renderer::new(site, Templates::Embedded(TEMPLATES));
        let issuer = settings.sign_in.clone().map(|sign_in| Issuer::new(sign_in, settings.aws.clone()));
        let forms = AnsweredForms::new(form, |sections| serde_json::from_str(sections).ok());
        let (decision_days, members) = (site.decision_days, site.members.clone());
        Self(Context { renderer, forms, decision_days, members, store, settings, issuer, clock, entropy })
    }

    /// Returns a handler with other templates, whose words may differ from those that the crate was built with.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        let Self(context) = self;
        Self(Context { renderer: context.renderer.with_templates(templates), ..context })
    }

    /// Handles a request. Failures become pages.
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let responding = tokio::time::timeout(RESPONSE_DEADLINE, routes::respond(&self.0, &request));
        let mut response = match responding.await {
            Ok(result) => result.unwrap_or_else(|error| error.page(&self.0)),
            Err(_) => {
                tracing::error!("no response in time");
                Failure::Unavailable.page(&self.0.renderer)
            }
        };
        let headers = response.headers_mut();
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        if request.method() == Method::HEAD { response::without_body(response) } else { response }
    }
}
