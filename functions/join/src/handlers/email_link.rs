//! "Send me this link": emails a link to a draft.
//!
//! The request is written to the draft; `notify` receives the write from the table's stream and sends the email.

use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::{PageError, PageResult};
use crate::mistakes;
use crate::{form, links, paths, rate_limit};
use lambda_http::Request;
use lambda_http::http::StatusCode;
use minijinja::{Value, context};
use shared::applicant::EmailAddress;
use shared::application::{Application, PrivateLink};
use shared::request;
use store::LinkOutcome;

const TEMPLATE: &str = "link.html";

/// Asks for the address, and suggests the main contact's.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let draft = match links::application(ctx, link).await? {
        Application::Draft(draft) if ctx.settings.sends_mail => draft,
        _ => return Ok(paths::see_application(link)),
    };
    let contact = draft.answers.text("contact_email").unwrap_or_default();
    let (state, not_sent_on) = match draft.link_not_sent_at {
        Some(at) => (Some("not_sent"), Some(at.to_string())),
        None => ((request.uri().query() == Some("sent")).then_some("sent"), None),
    };
    let sent_to = draft.link_email.as_ref().map(EmailAddress::masked);
    let values = context! { not_sent_on, sent_to, ..values(link, contact, state) };
    Ok(ctx.page_after(None, TEMPLATE, values))
}

/// Requests the email.
pub(crate) async fn request(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let typed = form::value(body, "email")?;
    let failed = |failure| Ok(ctx.page_after(Some(failure), TEMPLATE, values(link, &typed, None)));
    let email = match EmailAddress::parse(&typed) {
        Ok(email) => email,
        Err(invalid) => {
            let error = mistakes::own_email(ctx.words(), invalid, &typed);
            let values = context! { error, ..values(link, &typed, Some("invalid")) };
            return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, TEMPLATE, values));
        }
    };
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return failed(failure);
    }
    let requested = async {
        let holder = links::holder(ctx, link).await?;
        Ok(ctx.store.request_link(&holder, &email, ctx.clock.now()).await?)
    };
    match with_deadline(requested).await {
        Ok(LinkOutcome::Requested) => Ok(paths::see_page(link, "link?sent")),
        Ok(LinkOutcome::TooOften) => {
            let address_to_keep = ctx.address_to_keep(request, link);
            let values = context! { address_to_keep, ..values(link, &typed, Some("too_often")) };
            Ok(ctx.page(StatusCode::TOO_MANY_REQUESTS, TEMPLATE, values))
        }
        Ok(LinkOutcome::NoDraft(current)) => links::current(current).map(|_| paths::see_application(link)),
        Err(error) => failed(PageError::failure(error)?),
    }
}

/// Returns the page's values. `state` is its banner: `sent`, `not_sent`, `invalid` or `too_often`.
fn values(link: &PrivateLink, email: &str, state: Option<&str>) -> Value {
    context! { address => paths::application(link), email, state, failure => () }
}
