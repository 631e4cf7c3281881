//! The pages of members, for the people who act for them: what the association knows of an organization, corrections, and
//! renewal.
//!
//! There is no account. `/membership` sends a link to addresses that the register knows, and `/membership/{link}` is the
//! page. A link works for a time, and while the reader of the mailbox to which it was sent acts for the member. Pages
//! keep nothing but in the table, and every form can be sent twice.

mod ask;
mod page;
mod renewal;
mod save;
mod settings;

pub use settings::Settings;

use lambda_http::http::{HeaderValue, Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response};
use minijinja::{Value, context};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::html::{Renderer, Templates};
use shared::member_form::MemberForm;
use shared::request;
use shared::response::{self, Audience};
use shared::site::{Form, Members, Site};
use std::time::Duration;
use store::{RateLimit, Store};

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The longest time before a response: a second less than the function's `Timeout`.
pub const RESPONSE_DEADLINE: Duration = Duration::from_secs(14);

/// Handles requests for the pages of members.
#[derive(Debug)]
pub struct Membership {
    renderer: Renderer,
    form: Form,
    members: Members,
    store: Store,
    settings: Settings,
    clock: Clock,
    entropy: Entropy,
    rate_limit: RateLimit,
}

impl Membership {
    /// Creates the handler for the association that `site` describes. Members are kept in `store`.
    pub fn new(site: &Site, form: Form, store: Store, settings: Settings, clock: Clock, entropy: Entropy) -> Self {
        let renderer = Renderer::new(site, Templates::Embedded(TEMPLATES));
        let (members, rate_limit) = (site.members.clone(), RateLimit::new(settings.source_limit));
        Self { renderer, form, members, store, settings, clock, entropy, rate_limit }
    }

    /// Returns a handler with other templates, whose words may differ from those that the crate was built with.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { renderer: self.renderer.with_templates(templates), ..self }
    }

    /// Handles a request. Failures become pages.
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let responding = tokio::time::timeout(RESPONSE_DEADLINE, self.respond(&request));
        let mut response = match responding.await {
            Ok(Ok(response)) => response,
            Ok(Err(failure)) => failure.page(&self.renderer),
            Err(_) => {
                tracing::error!("no response in time");
                Failure::Unavailable.page(&self.renderer)
            }
        };
        // robots.txt lets crawlers in so that they see this.
        response.headers_mut().entry("x-robots-tag").or_insert(HeaderValue::from_static("noindex"));
        if request.method() == Method::HEAD { response::without_body(response) } else { response }
    }

    async fn respond(&self, request: &Request) -> Result<Response<Body>, Failure> {
        let path = request.raw_http_path().trim_end_matches('/');
        let posts = match *request.method() {
            Method::GET | Method::HEAD => false,
            Method::POST => true,
            _ => return Err(Failure::MethodNotAllowed("GET, HEAD, POST")),
        };
        match path.strip_prefix("/membership").map(|rest| rest.strip_prefix('/').unwrap_or(rest)) {
            Some("") if posts => ask::send(self, request).await,
            Some("") => ask::show(self, request),
            Some(link) if posts => save::save(self, request, link).await,
            Some(link) => page::show(self, request, link).await,
            None => Err(Failure::NotFound),
        }
    }

    /// Returns the site's words for the answers of members.
    fn words(&self) -> FormWords<'_> {
        FormWords { form: &self.form, locale: self.renderer.locale() }
    }

    /// Returns the form with what members say about themselves.
    fn member_form(&self) -> MemberForm<'_> {
        MemberForm::new(self.words(), &self.members)
    }

    /// Counts a request that is about to write.
    async fn check_rate(&self, request: &Request) -> Result<(), Failure> {
        let source = request::source(request);
        self.rate_limit.check(&self.store, &self.entropy, &source, self.clock.now()).await
    }

    /// Renders a page that only holders of the link may see.
    fn page(&self, status: StatusCode, template: &str, values: Value) -> Result<Response<Body>, Failure> {
        let values = context! { has_form => true, ..values };
        let html = self.renderer.render(template, values).map_err(|error| Failure::of_template(&error))?;
        Ok(response::html(status, html, Audience::LinkHolder))
    }

    /// Renders a page whose form was not processed: it keeps what was typed.
    fn page_after(&self, failure: Failure, template: &str, values: Value) -> Result<Response<Body>, Failure> {
        let too_many = matches!(failure, Failure::TooManyRequests(_));
        let values = context! { failure => if too_many { "too_many" } else { "trouble" }, ..values };
        let mut response = self.page(failure.status(), template, values)?;
        failure.set_headers(&mut response);
        Ok(response)
    }
}
