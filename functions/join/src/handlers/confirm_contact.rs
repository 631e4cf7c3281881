//! Confirms the main contact's address: the holder of the private link enters the code from an email.
//!
//! The code proves that the holder reads the mailbox. A stranger who reads it, because the address was mistyped, has no
//! link and can do nothing with the code.

use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, PrivateLink, Submitted};
use shared::failure::Failure;
use shared::request;
use store::ConfirmOutcome;

/// Asks for the code.
pub(crate) async fn show(ctx: &Context, link: &PrivateLink) -> PageResult {
    let application = links::application(ctx, link).await?;
    Ok(if is_open(ctx, &application) { page(ctx, link, None, None) } else { paths::see_application(link) })
}

/// Checks the code and confirms the address.
pub(crate) async fn confirm(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let typed = form::value(body, "code")?;
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(page(ctx, link, Some(&typed), Some(failure)));
    }
    match with_deadline(enter_code(ctx, link, &typed)).await {
        Ok(true) => Ok(paths::see_application(link)),
        Ok(false) => Ok(page(ctx, link, Some(&typed), None)),
        Err(error) => error.failure().map(|failure| page(ctx, link, Some(&typed), Some(failure))),
    }
}

/// Confirms the address. Returns `false` if the code is wrong, and `true` also if nothing is left to confirm.
async fn enter_code(ctx: &Context, link: &PrivateLink, typed: &str) -> Result<bool, PageError> {
    let application = links::active(link, ctx.store.look_up_link(link, ctx.clock.now()).await?)?;
    if !is_open(ctx, &application) {
        return Ok(true);
    }
    let secret = ctx.store.secret(&ctx.entropy).await?;
    if !secret.confirmation_code(application.id()).is(typed) {
        return Ok(false);
    }
    match ctx.store.confirm_contact(&application.holder(), ctx.clock.now()).await? {
        ConfirmOutcome::Confirmed => Ok(true),
        ConfirmOutcome::Refused(current) => links::current(current).map(|_| true),
    }
}

/// Renders the page. A typed code without a failure was wrong.
fn page(ctx: &Context, link: &PrivateLink, typed: Option<&str>, failure: Option<Failure>) -> Response<Body> {
    let wrong = typed.is_some() && failure.is_none();
    let values = context! { address => paths::application(link), code => typed.unwrap_or_default(), wrong };
    let mut response = ctx.page_after(failure, "confirm.html", values);
    if wrong && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

fn is_open(ctx: &Context, application: &Application) -> bool {
    matches!(application, Application::Submitted(submitted) if can_confirm(ctx, submitted))
}

/// Returns whether there is an address to confirm: it is not confirmed yet, and messages are still to come.
pub(super) fn can_confirm(ctx: &Context, submitted: &Submitted) -> bool {
    submitted.contact_confirmed_at.is_none() && !ctx.shown_status(submitted).is_final()
}
