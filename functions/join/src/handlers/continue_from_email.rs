//! Exchanges a link from an email for a new private link.
//!
//! An emailed link shows no answers, and opening it changes nothing, because programs that scan email open every link.
//! The button on its page replaces the private link, so that earlier ones stop working.

use super::replace_link::replace_by;
use super::status;
use crate::context::Context;
use crate::deadline::retry_conflicts;
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::Request;
use minijinja::context;
use shared::application::{Application, LinkId, MailedLink, PrivateLink};
use shared::failure::Failure;
use store::{Error, LinkLookup};

/// Replaces the private link and redirects to the new one.
pub(crate) async fn continue_application(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    form::read_button(request, &ctx.settings.site_origin)?;
    let application = match links::look_up(ctx, link).await? {
        LinkLookup::Mailed(application, _) => application,
        LinkLookup::Active(_) => return Ok(paths::see_application(link)),
        LinkLookup::Replaced => return Err(PageError::ReplacedLink),
        LinkLookup::Unknown => return Err(PageError::UnknownLink),
    };
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return page(ctx, link, &application, true, Some(failure)).await;
    }
    match retry_conflicts(|| replace(ctx, link)).await {
        Ok(new) => Ok(paths::see_application(&new)),
        Err(error) => page(ctx, link, &application, true, Some(error.failure()?)).await,
    }
}

/// Returns whether the reader of the mailbox may see the whole application. The holder of a draft chose the mailbox;
/// for a submitted application, it must be the main contact's, and confirmed.
pub(super) async fn may_continue(ctx: &Context, application: &Application, mailed: &MailedLink) -> Result<bool, Error> {
    match application {
        Application::Draft(_) => Ok(true),
        Application::Submitted(submitted) if submitted.contact_confirmed_at.is_none() => Ok(false),
        Application::Submitted(submitted) => {
            let secret = ctx.store.secret(&ctx.entropy).await?;
            Ok(secret.mailbox(&submitted.core.contact.email) == mailed.mailbox)
        }
    }
}

/// Returns the new private link.
async fn replace(ctx: &Context, link: &PrivateLink) -> Result<PrivateLink, PageError> {
    let (application, mailed) = match ctx.store.look_up_link(link, ctx.clock.now()).await? {
        LinkLookup::Mailed(application, mailed) => (application, mailed),
        LinkLookup::Unknown => return Err(PageError::UnknownLink),
        LinkLookup::Active(_) | LinkLookup::Replaced => return Err(PageError::ReplacedLink),
    };
    if !may_continue(ctx, &application, &mailed).await? {
        return Ok(link.clone());
    }
    // A reader of the same mailbox has replaced it already.
    if application.link().mailbox.as_ref() == Some(&mailed.mailbox) {
        return Ok(application.holder().private_link());
    }
    let new = LinkId::from_random(ctx.entropy.bytes().map_err(|_| Error::no_entropy())?);
    Ok(replace_by(ctx, &application, new, Some(&mailed.mailbox)).await?)
}

/// Renders the page of an emailed link.
pub(super) async fn page(
    ctx: &Context,
    link: &PrivateLink,
    application: &Application,
    may_continue: bool,
    failure: Option<Failure>,
) -> PageResult {
    match application {
        Application::Draft(_) => {
            Ok(ctx.page_after(failure, "continue.html", context! { address => paths::application(link) }))
        }
        Application::Submitted(submitted) => status::emailed_page(ctx, link, submitted, may_continue, failure).await,
    }
}
