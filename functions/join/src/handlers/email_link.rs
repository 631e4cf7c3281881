//! "Send me this link": emails a link to a draft.
//!
//! The request is written to the draft; `notify` sends the email when the table's stream carries the write there.

use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::{PageResult, store_failure};
use crate::reader::message;
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::applicant::{EmailAddress, Invalid};
use shared::application::{Application, PrivateLink};
use shared::failure::Failure;
use shared::request;
use shared::timestamp::Timestamp;
use store::{Current, LinkOutcome};

const LABEL: &str = "Your email address";
const MALFORMED: &str = "Enter an email address in the form name@example.com";

/// What the page says about a request for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RequestState {
    Invalid(Invalid),
    /// The draft's limit of emails is reached.
    TooOften,
    Failed(Failure),
    Sent,
    /// An earlier request could not be sent.
    NotSent,
}

impl RequestState {
    /// The name in the template.
    const fn name(self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::TooOften => "too_often",
            Self::Failed(Failure::TooManyRequests(_)) => "too_many",
            Self::Failed(_) => "failed",
            Self::Sent => "sent",
            Self::NotSent => "not_sent",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed(failure) => failure.status(),
            Self::Sent | Self::NotSent => StatusCode::OK,
        }
    }
}

/// Asks for the address, and suggests the main contact's.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let draft = match links::application(ctx, link).await? {
        Application::Draft(draft) if ctx.settings.sends_mail => draft,
        _ => return Ok(paths::see_application(link)),
    };
    let contact = draft.sections.iter().find_map(|saved| saved.answers.contact_email());
    let contact = contact.map_or("", EmailAddress::as_str);
    let not_sent_on = draft.link_not_sent_at.map(Timestamp::day);
    let state = match not_sent_on {
        Some(_) => Some(RequestState::NotSent),
        None => (request.uri().query() == Some("sent")).then_some(RequestState::Sent),
    };
    Ok(page(ctx, link, contact, state, not_sent_on))
}

/// Requests the email.
pub(crate) async fn request(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let typed = form::value(body, "email")?;
    let again = |state| Ok(page(ctx, link, &typed, Some(state), None));
    let email = match EmailAddress::parse(&typed) {
        Ok(email) => email,
        Err(invalid) => return again(RequestState::Invalid(invalid)),
    };
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return again(RequestState::Failed(failure));
    }
    let requested = async {
        let Some(holder) = ctx.store.holder(link).await? else { return Ok(LinkOutcome::NoDraft(Current::Unknown)) };
        ctx.store.request_link(&holder, &email, ctx.clock.now()).await
    };
    match with_deadline(requested).await {
        Ok(LinkOutcome::Requested) => Ok(paths::see_page(link, "link?sent")),
        Ok(LinkOutcome::TooOften) => again(RequestState::TooOften),
        Ok(LinkOutcome::NoDraft(current)) => links::current(current).map(|_| paths::see_application(link)),
        Err(error) => again(RequestState::Failed(store_failure(&error))),
    }
}

fn page(
    ctx: &Context,
    link: &PrivateLink,
    email: &str,
    state: Option<RequestState>,
    not_sent_on: Option<String>,
) -> Response<Body> {
    let error = match state {
        Some(RequestState::Invalid(invalid)) => Some(message(invalid, LABEL, MALFORMED)),
        _ => None,
    };
    let values = context! {
        address => paths::application(link),
        email,
        not_sent_on,
        label => LABEL,
        error,
        state => state.map(RequestState::name),
    };
    let mut response = ctx.page(state.map_or(StatusCode::OK, RequestState::status), "link.html", values);
    if let Some(RequestState::Failed(failure)) = state {
        failure.set_headers(&mut response);
    }
    response
}
