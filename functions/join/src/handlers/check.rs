//! Check your answers: each answer once, with a link to change it, and the button that sends them.

use crate::context::Context;
use crate::paths;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Draft, PrivateLink};
use shared::summary;

/// Renders the page. `changed` says that the answers have changed since the visitor saw them.
pub(super) fn page(
    ctx: &Context,
    request: &Request,
    link: &PrivateLink,
    draft: &Draft,
    changed: bool,
) -> Response<Body> {
    let asked: Vec<_> = draft.answers.asked_sections(ctx.form()).collect();
    let values = context! {
        address => paths::application(link),
        address_to_keep => ctx.address_to_keep(request, link),
        pages => paths::pages(link, &asked),
        number => asked.len() + 1,
        count => asked.len() + 1,
        before => asked.last().map(|section| paths::section(link, section)),
        sends_mail => ctx.settings.sends_mail,
        link_not_sent_on => draft.link_not_sent_at.map(String::from),
        version => draft.version,
        form_version => ctx.form().version.as_str(),
        kept_until => draft.expires_at.map(String::from),
        sections => Serde(summary::in_groups(ctx.words(), &draft.answers)),
        changed,
    };
    ctx.page(if changed { StatusCode::CONFLICT } else { StatusCode::OK }, "check.html", values)
}
