//! Withdraws or deletes an application: each after a question, and safe to repeat.

use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageError, PageResult, store_failure};
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::history::Actor;
use shared::application::{Application, PrivateLink, Status};
use shared::failure::Failure;
use store::{EraseOutcome, Error, Opened, StatusChange, StatusChangeOutcome};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithdrawOrDelete {
    /// Take the application back before it is decided.
    Withdraw,
    /// Erase all that is stored.
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WithdrawOrDeleteOutcome {
    /// The application's page shows the outcome.
    SeeApplication,
    Deleted,
    ReplacedLink,
    UnknownLink,
}

use WithdrawOrDeleteOutcome as Outcome;

impl WithdrawOrDelete {
    /// The name in paths and in the template.
    const fn name(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Delete => "erase",
        }
    }

    fn is_allowed(self, application: &Application) -> bool {
        let status = application.status();
        match self {
            Self::Withdraw => status.may_become(Status::Withdrawn),
            Self::Delete => matches!(status, Status::Draft | Status::Withdrawn),
        }
    }
}

/// Asks for confirmation.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink, action: WithdrawOrDelete) -> PageResult {
    match links::open(ctx, link).await? {
        Opened::Active(application) if action.is_allowed(&application) => {
            Ok(page(ctx, link, action, application.status() != Status::Draft, None))
        }
        Opened::Active(_) | Opened::Mailed(..) => Ok(paths::see_application(link)),
        Opened::Replaced => Err(PageError::ReplacedLink),
        Opened::Unknown if action == WithdrawOrDelete::Delete && request.uri().query() == Some("erased") => {
            let deleted =
                within(LOOKUP_TIMEOUT, was_deleted(ctx, link)).await.map_err(|error| store_failure(&error))?;
            if deleted { Ok(ctx.page(StatusCode::OK, "erased.html", context! {})) } else { Err(PageError::UnknownLink) }
        }
        Opened::Unknown => Err(PageError::UnknownLink),
    }
}

async fn was_deleted(ctx: &Context, link: &PrivateLink) -> Result<bool, Error> {
    match ctx.store.holder(link).await? {
        Some(holder) => ctx.store.was_erased(&holder.id, ctx.clock.now()).await,
        None => Ok(false),
    }
}

/// Withdraws or deletes the application.
pub(crate) async fn run(ctx: &Context, request: &Request, link: &PrivateLink, action: WithdrawOrDelete) -> PageResult {
    form::read_button(request, &ctx.settings.site_origin)?;
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(page(ctx, link, action, false, Some(failure)));
    }
    let outcome = match action {
        WithdrawOrDelete::Withdraw => retry_conflicts(|| withdraw(ctx, link)).await,
        WithdrawOrDelete::Delete => retry_conflicts(|| delete(ctx, link)).await,
    };
    match outcome {
        Ok(Outcome::SeeApplication) => Ok(paths::see_application(link)),
        Ok(Outcome::Deleted) => Ok(paths::see_page(link, "erase?erased")),
        Ok(Outcome::ReplacedLink) => Err(PageError::ReplacedLink),
        Ok(Outcome::UnknownLink) => Err(PageError::UnknownLink),
        Err(error) => Ok(page(ctx, link, action, false, Some(store_failure(&error)))),
    }
}

/// Withdraws the application as it is now. If another write comes first, a retry reads it again.
async fn withdraw(ctx: &Context, link: &PrivateLink) -> Result<Outcome, Error> {
    let submitted = match ctx.store.open(link, ctx.clock.now()).await? {
        Opened::Active(Application::Submitted(submitted)) if submitted.status.may_become(Status::Withdrawn) => {
            submitted
        }
        // Withdrawn before, or decided meanwhile.
        Opened::Active(_) | Opened::Mailed(..) => return Ok(Outcome::SeeApplication),
        Opened::Replaced => return Ok(Outcome::ReplacedLink),
        Opened::Unknown => return Ok(Outcome::UnknownLink),
    };
    let (at, retention) = (ctx.clock.now(), ctx.settings.retention);
    let change = StatusChange { to: Status::Withdrawn, by: Actor::Applicant, at, retention };
    match ctx.store.change_status(&submitted, change).await? {
        StatusChangeOutcome::Changed(head) => {
            tracing::info!(application.reference = %submitted.reference, history.length = head.length, history.hash = %head.hash, "application withdrawn");
            Ok(Outcome::SeeApplication)
        }
        StatusChangeOutcome::Rejected(_) => Err(Error::Conflict { operation: "withdrawal" }),
    }
}

async fn delete(ctx: &Context, link: &PrivateLink) -> Result<Outcome, Error> {
    let Some(holder) = ctx.store.holder(link).await? else { return Ok(Outcome::UnknownLink) };
    Ok(match ctx.store.erase(&holder, ctx.clock.now()).await? {
        EraseOutcome::Erased => Outcome::Deleted,
        EraseOutcome::Refused(_) => Outcome::SeeApplication,
        EraseOutcome::Replaced => Outcome::ReplacedLink,
        EraseOutcome::Unknown => Outcome::UnknownLink,
    })
}

fn page(
    ctx: &Context,
    link: &PrivateLink,
    action: WithdrawOrDelete,
    submitted: bool,
    failure: Option<Failure>,
) -> Response<Body> {
    let values = context! {
        address => paths::application(link),
        action => action.name(),
        record_stays => submitted && action == WithdrawOrDelete::Delete,
    };
    ctx.page_after(failure, "withdraw_or_delete.html", values)
}
