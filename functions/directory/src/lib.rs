//! The public directory of members: its list with filters, a page for each member, a feed of new members, and the list as
//! JSON for other sites.
//!
//! `notify` publishes the directory whenever the register changes. This function reads what was published, and keeps
//! what most visits need for [`FRESH`].

mod api;
mod feed;
mod found;
mod frame;
mod front;
mod list;
mod logo;
mod member;
mod query;
mod sitemap;
mod strip;
mod view;

pub use front::FRESH;

use front::Kept;
use lambda_http::http::{HeaderValue, Method, header};
use lambda_http::{Body, Request, RequestExt, Response};
use minijinja::Value;
use shared::clock::Clock;
use shared::env::SiteOrigin;
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::html::{Renderer, Templates};
use shared::member::directory::{Summary, View};
use shared::rendered_body::RenderedBody;
use shared::request;
use shared::response;
use shared::site::{Filter, Form, Site};
use std::time::Duration;
use store::Store;

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The longest time before a response: a second less than the function's `Timeout`.
pub const RESPONSE_DEADLINE: Duration = Duration::from_secs(9);

/// The beginning of addresses of logos, below `/members/`.
const LOGOS: &str = "logos/";

/// For how many seconds browsers and caches may reuse a page.
const MAX_AGE: i64 = 60;

/// The settings of the function.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The site's address.
    pub site_origin: SiteOrigin,
}

/// Handles requests for the directory.
#[derive(Debug)]
pub struct Directory {
    renderer: Renderer,
    form: Form,
    filters: Vec<Filter>,
    store: Store,
    settings: Settings,
    clock: Clock,
    front: Kept<View>,
    summary: Kept<Summary>,
}

impl Directory {
    /// Creates the handler for the association that `site` describes. The directory is read from `store`.
    pub fn new(site: &Site, form: Form, store: Store, settings: Settings, clock: Clock) -> Self {
        let renderer = Renderer::new(site, Templates::Embedded(TEMPLATES));
        let filters = site.members.filters.clone();
        let (front, summary) = (Kept::default(), Kept::default());
        Self { renderer, form, filters, store, settings, clock, front, summary }
    }

    /// Returns a handler with other templates, whose words may differ from those that the crate was built with.
    #[must_use]
    pub fn with_templates(self, templates: Templates) -> Self {
        Self { renderer: self.renderer.with_templates(templates), ..self }
    }

    /// Handles a request. Failures become pages.
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let responding = tokio::time::timeout(RESPONSE_DEADLINE, self.respond(&request));
        let response = match responding.await {
            Ok(Ok(response)) => response,
            Ok(Err(failure)) => failure.page(&self.renderer),
            Err(_) => {
                tracing::error!("no response in time");
                Failure::Unavailable.page(&self.renderer)
            }
        };
        if request.method() == Method::HEAD { response::without_body(response) } else { response }
    }

    async fn respond(&self, request: &Request) -> Result<Response<Body>, Failure> {
        let path = request.raw_http_path();
        let path = path.strip_suffix('/').unwrap_or(path);
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let response = match path.strip_prefix("/members").map(|rest| rest.strip_prefix('/').unwrap_or(rest)) {
            Some("") => list::show(self, request).await?,
            Some("feed") => feed::show(self, request).await?,
            Some("found") => found::show(self, request).await?,
            Some("strip") => strip::show(self, request).await?,
            Some("sitemap.xml") => sitemap::show(self, request).await?,
            Some(rest) if rest.starts_with(LOGOS) => logo::show(self, rest.trim_start_matches(LOGOS)).await?,
            Some(slug) => member::show(self, request, slug).await?,
            None if path == api::PATH => api::show(self, request).await?,
            None => return Err(Failure::NotFound),
        };
        if is_read { Ok(response) } else { Err(Failure::MethodNotAllowed("GET, HEAD")) }
    }

    /// Returns the words for members' answers.
    fn words(&self) -> FormWords<'_> {
        FormWords { form: &self.form, locale: self.renderer.locale() }
    }

    /// Returns the site's origin.
    fn origin(&self, request: &Request) -> String {
        request::origin(request, &self.settings.site_origin)
    }

    /// Renders a page for everyone.
    fn page(&self, request: &Request, template: &str, values: Value) -> Result<Response<Body>, Failure> {
        RenderedBody::html(self.render(template, values)?).response(request.headers(), MAX_AGE)
    }

    fn render(&self, template: &str, values: Value) -> Result<String, Failure> {
        self.renderer.render(template, values).map_err(|error| Failure::of_template(&error))
    }
}

/// Returns text of another media type, for everyone.
fn text(media_type: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::Text(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    set_max_age(&mut response);
    response
}

fn set_max_age(response: &mut Response<Body>) {
    if let Ok(value) = HeaderValue::from_str(&response::cache_control(MAX_AGE)) {
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
}
