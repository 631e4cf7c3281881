//! State that all handlers share, and page rendering.

use crate::definition::Definition;
use crate::{Settings, paths};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::{Value, context};
use shared::application::{ApplicationId, PrivateLink, Status, Submitted};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::html::Renderer;
use shared::request;
use shared::response::{self, Audience};
use shared::site::{Form, Locale};
use store::{RateLimit, Store};

/// The state that all requests share.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) renderer: Renderer,
    pub(crate) definition: Definition,
    /// How the site writes numbers and dates.
    pub(crate) locale: Locale,
    /// The version of the privacy notice that the site shows.
    pub(crate) privacy_notice: String,
    /// The days within which staff want to decide.
    pub(crate) decision_days: Option<u16>,
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) rate_limit: RateLimit,
}

impl Context {
    /// The form that applicants fill in.
    pub(crate) fn form(&self) -> &Form {
        self.definition.current()
    }

    /// The words that go with the form that applicants fill in.
    pub(crate) fn words(&self) -> FormWords<'_> {
        self.words_of(self.form())
    }

    /// The words that go with a form.
    pub(crate) fn words_of<'a>(&'a self, form: &'a Form) -> FormWords<'a> {
        FormWords { form, locale: &self.locale }
    }

    /// Returns the status of an application as its applicant sees it.
    pub(crate) fn shown_status(&self, submitted: &Submitted) -> Status {
        submitted.shown_status(self.clock.now(), self.settings.undo_seconds)
    }

    /// Returns the id of a new application.
    pub(crate) fn new_id(&self) -> Result<ApplicationId, Failure> {
        self.entropy.bytes().map(ApplicationId::from_random).map_err(|_| Failure::no_entropy())
    }

    /// Returns the full URL of a private link, for the visitor to keep.
    pub(crate) fn address_to_keep(&self, request: &Request, link: &PrivateLink) -> String {
        request::origin(request, &self.settings.site_origin) + &paths::application(link)
    }

    /// Renders a page that only holders of the link may see.
    pub(crate) fn page(&self, status: StatusCode, template: &str, values: Value) -> Response<Body> {
        // The call to join is left out for somebody who does.
        let values = context! { is_applying => true, has_form => true, ..values };
        match self.renderer.render(template, values) {
            Ok(html) => response::html(status, html, Audience::LinkHolder),
            Err(error) => Failure::of_template(&error).page(&self.renderer),
        }
    }

    /// Renders a page with a button. After a failure, it shows a banner and offers the button again.
    pub(crate) fn page_after(&self, failure: Option<Failure>, template: &str, values: Value) -> Response<Body> {
        let too_many = failure.map(|failure| matches!(failure, Failure::TooManyRequests(_)));
        let values = context! { failure => too_many.map(|yes| if yes { "too_many" } else { "trouble" }), ..values };
        let mut response = self.page(failure.map_or(StatusCode::OK, Failure::status), template, values);
        if let Some(failure) = failure.filter(|failure| failure.status() == response.status()) {
            failure.set_headers(&mut response);
        }
        response
    }
}
