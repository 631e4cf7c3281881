//! State that all handlers share, and page rendering.

use crate::Settings;
use crate::session::Staff;
use crate::sign_in::{Issuer, Refusal};
use crate::token::Token;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::{Value, context};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::failure::Failure;
use shared::html::Renderer;
use shared::request;
use shared::response::{self, Audience};
use shared::site::Members;
use store::{AnsweredForms, Store};

/// The state that all requests share.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) renderer: Renderer,
    pub(crate) forms: AnsweredForms,
    /// The days within which staff want to decide.
    pub(crate) decision_days: Option<u16>,
    /// How the association keeps its members.
    pub(crate) members: Members,
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    /// None if sign-in is not set up.
    pub(crate) issuer: Option<Issuer>,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
}

impl Context {
    /// Returns the site's origin.
    pub(crate) fn origin(&self, request: &Request) -> String {
        request::origin(request, &self.settings.site_origin)
    }

    /// Returns the issuer with which staff sign in.
    pub(crate) fn issuer(&self) -> Result<&Issuer, Refusal> {
        self.issuer.as_ref().ok_or(Refusal::NotSetUp)
    }

    /// Returns a new random token.
    pub(crate) fn new_token(&self) -> Result<Token, Failure> {
        Token::random(&self.entropy).map_err(|_| Failure::no_entropy())
    }

    /// Renders a page for somebody who is signed in. Templates know them as `staff`.
    pub(crate) fn page(&self, status: StatusCode, staff: &Staff, template: &str, values: Value) -> Response<Body> {
        let person = context! {
            name => staff.person.name.as_str(), role => staff.person.role.as_str(), id => staff.person.id.as_str(),
            csrf => staff.csrf.as_str(),
        };
        self.render(status, template, context! { ..values, ..context! { staff => person } })
    }

    /// Renders a page for somebody who is not signed in.
    pub(crate) fn open_page(&self, status: StatusCode, template: &str, values: Value) -> Response<Body> {
        self.render(status, template, context! { ..values, ..context! { staff => () } })
    }

    fn render(&self, status: StatusCode, template: &str, values: Value) -> Response<Body> {
        match self.renderer.render(template, values) {
            Ok(html) => response::html(status, html, Audience::LinkHolder),
            Err(error) => Failure::of_template(&error).page(&self.renderer),
        }
    }
}
