//! Check your answers: every answer once, each with a link to change it, and a button that sends them.

use crate::{Join, route, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Draft, PrivateLink};
use shared::failure::Failure;
use shared::timestamp::Timestamp;

impl Join {
    /// `changed` says that the answers are not those that were about to be sent.
    pub(crate) fn show_check(
        &self,
        link: &PrivateLink,
        draft: &Draft,
        changed: bool,
    ) -> Result<Response<Body>, Failure> {
        let sections = draft.sections.iter().map(|saved| summary::of(&self.form, &saved.answers));
        let values = context! {
            address => route::to_application(link),
            version => draft.version,
            kept_until => draft.expires_at.map(Timestamp::day),
            sections => Serde(sections.collect::<Vec<_>>()),
            changed,
        };
        self.page(if changed { StatusCode::CONFLICT } else { StatusCode::OK }, "check.html", values)
    }
}
