//! `/join/start` and `/join/{link}`.

use super::{check, continue_from_email, status};
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, within};
use crate::errors::{PageError, PageResult};
use crate::{links, paths};
use lambda_http::Request;
use shared::application::{Application, PrivateLink};
use shared::failure::Failure;
use shared::response;
use store::LinkLookup;

/// Creates the link of a new application. Nothing is stored before the first answers.
pub(crate) fn start(ctx: &Context) -> PageResult {
    let first = ctx.form().sections.first().ok_or(Failure::Internal)?;
    Ok(response::see_other(&paths::section(&PrivateLink::Original(ctx.new_id()?), first)))
}

/// Shows the page for the application's state: the next questions, the answers to check, or the status.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    match links::open(ctx, link).await? {
        LinkLookup::Active(Application::Submitted(submitted)) => status::page(ctx, request, link, &submitted).await,
        LinkLookup::Active(Application::Draft(draft)) => Ok(match draft.next_section(ctx.form()) {
            Some(section) => response::see_other(&paths::section(link, section)),
            None => check::page(ctx, request, link, &draft, false),
        }),
        LinkLookup::Mailed(application, mailed) => {
            let may_continue = continue_from_email::may_continue(ctx, &application, &mailed);
            let may_continue = within(LOOKUP_TIMEOUT, may_continue).await?;
            continue_from_email::page(ctx, link, &application, may_continue, None).await
        }
        LinkLookup::Replaced => Err(PageError::ReplacedLink),
        LinkLookup::Unknown => Err(PageError::UnknownLink),
    }
}
