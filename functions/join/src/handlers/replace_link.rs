//! Replaces the private link of an application on demand.

use super::status;
use crate::context::Context;
use crate::deadline::retry_conflicts;
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::{Body, Request, Response};
use minijinja::{Value, context};
use shared::application::history::Hash;
use shared::application::{Application, FormId, LinkId, PrivateLink};
use shared::failure::Failure;
use shared::request;
use store::{Error, LinkLookup, ReplaceOutcome};

/// The hidden field with the id of one rendering of the form.
const FORM: &str = "form";

/// Shows the button that replaces the link, or the new link after it was pressed.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let form = FormId::from_random(ctx.entropy.bytes().map_err(|_| Failure::no_entropy())?);
    let application = links::application(ctx, link).await?;
    Ok(page(ctx, request, link, &form, status::named(application.submitted()), None))
}

/// Replaces the link. Posting the same form again, by a second click or after a lost response, leads to the same new
/// link.
pub(crate) async fn replace(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let form: FormId = form::value(body, FORM)?.parse().map_err(|_| Failure::Unreadable)?;
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(page(ctx, request, link, &form, status::named(None), Some(failure)));
    }
    match retry_conflicts(|| replace_for_form(ctx, link, &form)).await {
        Ok(new) => Ok(paths::see_page(&new, "replace?done")),
        Err(error) => {
            error.failure().map(|failure| page(ctx, request, link, &form, status::named(None), Some(failure)))
        }
    }
}

async fn replace_for_form(ctx: &Context, link: &PrivateLink, form: &FormId) -> Result<PrivateLink, PageError> {
    let holder = links::holder(ctx, link).await?;
    let new = ctx.store.secret(&ctx.entropy).await?.replacement(&holder, form);
    match ctx.store.look_up_link(link, ctx.clock.now()).await? {
        LinkLookup::Active(application) => Ok(replace_by(ctx, &application, new, None).await?),
        LinkLookup::Unknown => Err(PageError::UnknownLink),
        LinkLookup::Mailed(..) | LinkLookup::Replaced => {
            let new = PrivateLink::Issued(new);
            let by_this_form = matches!(ctx.store.look_up_link(&new, ctx.clock.now()).await?, LinkLookup::Active(_));
            if by_this_form { Ok(new) } else { Err(PageError::ReplacedLink) }
        }
    }
}

/// Replaces the link of an application with `new`. `mailbox` is set if the reader of that mailbox continues from an
/// email.
///
/// # Errors
/// The table's, or a conflict with another write, after which the caller has to read everything again.
pub(super) async fn replace_by(
    ctx: &Context,
    application: &Application,
    new: LinkId,
    mailbox: Option<&Hash>,
) -> Result<PrivateLink, Error> {
    match ctx.store.replace_link(application, &new, mailbox).await? {
        ReplaceOutcome::Replaced => {
            let reference = application.reference().map(ToString::to_string);
            let by_email = mailbox.is_some();
            tracing::info!(application.reference = reference, link.by_email = by_email, "private link replaced");
            Ok(PrivateLink::Issued(new))
        }
        ReplaceOutcome::Changed(_) => Err(Error::Conflict { operation: "replacement of a link" }),
    }
}

fn page(
    ctx: &Context,
    request: &Request,
    link: &PrivateLink,
    form: &FormId,
    named: Value,
    failure: Option<Failure>,
) -> Response<Body> {
    let values = context! {
        address => paths::application(link),
        address_to_keep => ctx.address_to_keep(request, link),
        form => form.as_str(),
        done => failure.is_none() && request.uri().query() == Some("done"),
        ..named
    };
    ctx.page_after(failure, "replace.html", values)
}
