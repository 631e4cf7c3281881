//! Return to an application: asks for the main contact's address, and leaves a request for a link to it.
//!
//! Whether an application has the address makes no difference here: the same write, the same page. `notify` finds out,
//! and emails that mailbox only.

use super::confirm_contact::can_confirm;
use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::{PageError, PageResult};
use crate::mistakes;
use crate::{links, paths, rate_limit};
use lambda_http::Request;
use lambda_http::http::StatusCode;
use minijinja::{Value, context};
use shared::applicant::{EmailAddress, Invalid};
use shared::application::{Application, FormId, PrivateLink, Submitted};
use shared::failure::Failure;
use shared::{request, response};

const TEMPLATE: &str = "return.html";
const RESEND: &str = "resend.html";

/// Shows the form, or that the request was received.
pub(crate) fn show(ctx: &Context, request: &Request) -> PageResult {
    let state = match request.uri().query() {
        _ if !ctx.settings.sends_mail => Some("no_mail"),
        Some("sent") => Some("sent"),
        _ => None,
    };
    Ok(ctx.page(StatusCode::OK, TEMPLATE, values(&new_form(ctx)?, "", state)))
}

/// Receives the request. The same form makes one.
pub(crate) async fn send(ctx: &Context, request: &Request) -> PageResult {
    let (form, typed) = read(ctx, request)?;
    let email = match EmailAddress::parse(&typed) {
        Ok(email) => email,
        Err(invalid) => {
            let is_missing = typed.trim().is_empty() || matches!(invalid, Invalid::TooShort(_));
            let values = if is_missing {
                values(&form, &typed, Some("missing"))
            } else {
                let error = mistakes::own_email(ctx.words(), invalid, &typed);
                context! { error, ..values(&form, &typed, Some("invalid")) }
            };
            return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, TEMPLATE, values));
        }
    };
    match request_return(ctx, request, &form, &email).await {
        Ok(()) => Ok(response::see_other("/join/return?sent")),
        Err(failure) => Ok(ctx.page_after(Some(failure), TEMPLATE, values(&form, &typed, None))),
    }
}

/// Shows the button that has the code for confirming the address emailed again.
pub(crate) async fn show_resend(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let Some(submitted) = unconfirmed(ctx, link).await? else { return Ok(paths::see_application(link)) };
    let is_sent = request.uri().query() == Some("sent");
    Ok(ctx.page_after(None, RESEND, resend_values(link, &submitted, &new_form(ctx)?, is_sent)))
}

/// Has the code emailed again, with a link to the application.
pub(crate) async fn resend(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let (form, _) = read(ctx, request)?;
    let Some(submitted) = unconfirmed(ctx, link).await? else { return Ok(paths::see_application(link)) };
    match request_return(ctx, request, &form, &submitted.core.contact.email).await {
        Ok(()) => Ok(paths::see_page(link, "resend?sent")),
        Err(failure) => Ok(ctx.page_after(Some(failure), RESEND, resend_values(link, &submitted, &form, false))),
    }
}

/// Returns the application of a private link, if its main contact's address is still to be confirmed.
async fn unconfirmed(ctx: &Context, link: &PrivateLink) -> Result<Option<Box<Submitted>>, PageError> {
    Ok(match links::application(ctx, link).await? {
        Application::Submitted(submitted) if ctx.settings.sends_mail && can_confirm(ctx, &submitted) => Some(submitted),
        _ => None,
    })
}

async fn request_return(ctx: &Context, request: &Request, form: &FormId, email: &EmailAddress) -> Result<(), Failure> {
    rate_limit::check(ctx, request).await?;
    let requested = with_deadline(ctx.store.request_return(form, email, ctx.clock.now())).await;
    requested.map_err(|error| error.failure())
}

/// Reads the id of the form and the typed address.
fn read(ctx: &Context, request: &Request) -> Result<(FormId, String), Failure> {
    let pairs = request::form_pairs(request::form_body(request, &ctx.settings.site_origin)?)?;
    let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let form = value("form").unwrap_or_default().parse().map_err(|_| Failure::Unreadable)?;
    Ok((form, value("email").unwrap_or_default()))
}

fn new_form(ctx: &Context) -> Result<FormId, Failure> {
    ctx.entropy.bytes().map(FormId::from_random).map_err(|_| Failure::no_entropy())
}

/// Returns the page's values. `state` is `sent`, `no_mail`, `missing` or `invalid`.
fn values(form: &FormId, email: &str, state: Option<&str>) -> Value {
    context! { form => form.as_str(), email, state, failure => () }
}

fn resend_values(link: &PrivateLink, submitted: &Submitted, form: &FormId, is_sent: bool) -> Value {
    let contact_email = submitted.core.contact.email.masked();
    context! { address => paths::application(link), form => form.as_str(), contact_email, is_sent, failure => () }
}
