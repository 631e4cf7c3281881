//! Replaces the private link of an application on demand.

use crate::context::Context;
use crate::deadline::retry_conflicts;
use crate::errors::{PageError, PageResult, no_entropy, store_failure};
use crate::{form, links, paths, rate_limit};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::history::Hash;
use shared::application::{Application, FormId, LinkId, PrivateLink};
use shared::failure::Failure;
use shared::request;
use store::{Error, Opened, ReplaceOutcome};

/// The outcome of a request to replace a link.
pub(super) enum LinkReplacement {
    /// This link opens the application now.
    By(PrivateLink),
    ReplacedBefore,
    UnknownLink,
}

/// The hidden field with the id of one rendering of the form.
const FORM: &str = "form";

/// Shows the button that replaces the link, or the new link after it was pressed.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let form = FormId::from_random(ctx.entropy.bytes().map_err(|_| no_entropy())?);
    links::application(ctx, link).await?;
    Ok(page(ctx, request, link, &form, None))
}

/// Replaces the link. The same form posted again, by a second click or after a lost response, leads to the same new link.
pub(crate) async fn replace(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let form: FormId = form::value(body, FORM)?.parse().map_err(|_| Failure::Unreadable)?;
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(page(ctx, request, link, &form, Some(failure)));
    }
    match retry_conflicts(|| replace_for_form(ctx, link, &form)).await {
        Ok(LinkReplacement::By(new)) => Ok(paths::see_page(&new, "replace?done")),
        Ok(LinkReplacement::ReplacedBefore) => Err(PageError::ReplacedLink),
        Ok(LinkReplacement::UnknownLink) => Err(PageError::UnknownLink),
        Err(error) => Ok(page(ctx, request, link, &form, Some(store_failure(&error)))),
    }
}

async fn replace_for_form(ctx: &Context, link: &PrivateLink, form: &FormId) -> Result<LinkReplacement, Error> {
    let Some(holder) = ctx.store.holder(link).await? else { return Ok(LinkReplacement::UnknownLink) };
    let new = ctx.store.secret(&ctx.entropy).await?.replacement(&holder, form);
    match ctx.store.open(link, ctx.clock.now()).await? {
        Opened::Active(application) => replace_by(ctx, &application, new, None).await,
        Opened::Unknown => Ok(LinkReplacement::UnknownLink),
        Opened::Mailed(..) | Opened::Replaced => {
            let new = PrivateLink::Issued(new);
            let opened = ctx.store.open(&new, ctx.clock.now()).await?;
            let by_this_form = matches!(opened, Opened::Active(_));
            Ok(if by_this_form { LinkReplacement::By(new) } else { LinkReplacement::ReplacedBefore })
        }
    }
}

/// Replaces the link of an application by `new`; `mailbox` is that of its reader, who continues from an email.
///
/// # Errors
/// The table's, or a conflict after another write, so that the caller reads everything again.
pub(super) async fn replace_by(
    ctx: &Context,
    application: &Application,
    new: LinkId,
    mailbox: Option<&Hash>,
) -> Result<LinkReplacement, Error> {
    match ctx.store.replace_link(application, &new, mailbox).await? {
        ReplaceOutcome::Replaced => {
            let reference = application.reference().map(ToString::to_string);
            tracing::info!(
                application.reference = reference,
                link.by_email = mailbox.is_some(),
                "private link replaced"
            );
            Ok(LinkReplacement::By(PrivateLink::Issued(new)))
        }
        ReplaceOutcome::Changed(_) => Err(Error::Conflict { operation: "replacement of a link" }),
    }
}

fn page(
    ctx: &Context,
    request: &Request,
    link: &PrivateLink,
    form: &FormId,
    failure: Option<Failure>,
) -> Response<Body> {
    let values = context! {
        address => paths::application(link),
        address_to_keep => ctx.address_to_keep(request, link),
        form => form.as_str(),
        done => failure.is_none() && request.uri().query() == Some("done"),
    };
    ctx.page_after(failure, "replace.html", values)
}
