//! Withdraws or deletes an application, after asking for confirmation. Both are safe to repeat.

use super::status;
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::{Value, context};
use shared::application::{Application, PrivateLink, Status, Submitted};
use shared::failure::Failure;
use shared::telemetry::Metric;
use store::{ActOutcome, EraseOutcome, Error, LinkLookup};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WithdrawOrDelete {
    /// Withdraws the application before it is decided.
    Withdraw,
    /// Deletes everything stored about it.
    Delete,
}

impl WithdrawOrDelete {
    /// The name in paths and in the template.
    const fn name(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Delete => "erase",
        }
    }

    /// Returns whether the page offers it. Until the applicant is told of a decision, it offers withdrawal as before.
    fn is_offered(self, ctx: &Context, application: &Application) -> bool {
        match (self, application) {
            (Self::Withdraw, Application::Submitted(submitted)) => {
                ctx.shown_status(submitted).may_become(Status::Withdrawn)
            }
            (Self::Withdraw, Application::Draft(_)) => false,
            (Self::Delete, _) => matches!(application.status(), Status::Draft | Status::Withdrawn),
        }
    }
}

/// Asks for confirmation.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink, action: WithdrawOrDelete) -> PageResult {
    match links::open(ctx, link).await? {
        LinkLookup::Active(application) if action.is_offered(ctx, &application) => {
            Ok(page(ctx, link, action, application.submitted(), None))
        }
        LinkLookup::Active(_) | LinkLookup::Mailed(..) => Ok(paths::see_application(link)),
        LinkLookup::Replaced => Err(PageError::ReplacedLink),
        LinkLookup::Unknown if action == WithdrawOrDelete::Delete && request.uri().query() == Some("erased") => {
            let deleted = within(LOOKUP_TIMEOUT, was_deleted(ctx, link)).await?;
            if deleted { Ok(ctx.page(StatusCode::OK, "erased.html", context! {})) } else { Err(PageError::UnknownLink) }
        }
        LinkLookup::Unknown => Err(PageError::UnknownLink),
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
        return Ok(page(ctx, link, action, None, Some(failure)));
    }
    let outcome = match action {
        WithdrawOrDelete::Withdraw => retry_conflicts(|| withdraw(ctx, link)).await,
        WithdrawOrDelete::Delete => retry_conflicts(|| delete(ctx, link)).await,
    };
    outcome.or_else(|error| error.failure().map(|failure| page(ctx, link, action, None, Some(failure))))
}

/// Withdraws the application as it is now. If another write conflicts, a retry reads it again.
async fn withdraw(ctx: &Context, link: &PrivateLink) -> PageResult {
    let submitted = match ctx.store.look_up_link(link, ctx.clock.now()).await? {
        LinkLookup::Active(Application::Submitted(submitted)) if submitted.status.may_become(Status::Withdrawn) => {
            submitted
        }
        // Decided, but not told yet: the decision can't be withdrawn from, and the page must not tell it.
        LinkLookup::Active(Application::Submitted(submitted))
            if ctx.shown_status(&submitted).may_become(Status::Withdrawn) =>
        {
            let values = context! { not_now => true, ..about(WithdrawOrDelete::Withdraw, Some(&submitted)) };
            let mut response = render(ctx, link, WithdrawOrDelete::Withdraw, values, None);
            *response.status_mut() = StatusCode::CONFLICT;
            return Ok(response);
        }
        // Already withdrawn, or decided in the meantime.
        LinkLookup::Active(_) | LinkLookup::Mailed(..) => return Ok(paths::see_application(link)),
        LinkLookup::Replaced => return Err(PageError::ReplacedLink),
        LinkLookup::Unknown => return Err(PageError::UnknownLink),
    };
    let (at, retention) = (ctx.clock.now(), ctx.settings.retention);
    match ctx.store.withdraw(&submitted, at, retention).await? {
        ActOutcome::Done(head) => {
            tracing::info!(metric = Metric::ApplicationsWithdrawn.as_str(), application.reference = %submitted.reference, history.length = head.length, history.hash = %head.hash, "application withdrawn");
            Ok(paths::see_application(link))
        }
        ActOutcome::Rejected(_) => Err(Error::Conflict { operation: "withdrawal" }.into()),
    }
}

async fn delete(ctx: &Context, link: &PrivateLink) -> PageResult {
    let holder = links::holder(ctx, link).await?;
    match ctx.store.erase(&holder, ctx.clock.now()).await? {
        EraseOutcome::Erased => Ok(paths::see_page(link, "erase?erased")),
        EraseOutcome::Refused(_) => Ok(paths::see_application(link)),
        EraseOutcome::Replaced => Err(PageError::ReplacedLink),
        EraseOutcome::Unknown => Err(PageError::UnknownLink),
    }
}

fn page(
    ctx: &Context,
    link: &PrivateLink,
    action: WithdrawOrDelete,
    submitted: Option<&Submitted>,
    failure: Option<Failure>,
) -> Response<Body> {
    render(ctx, link, action, context! { not_now => false, ..about(action, submitted) }, failure)
}

fn about(action: WithdrawOrDelete, submitted: Option<&Submitted>) -> Value {
    let record_stays = submitted.is_some() && action == WithdrawOrDelete::Delete;
    context! { record_stays, ..status::named(submitted) }
}

fn render(
    ctx: &Context,
    link: &PrivateLink,
    action: WithdrawOrDelete,
    values: Value,
    failure: Option<Failure>,
) -> Response<Body> {
    let days = ctx.settings.retention.closed_days;
    let values = context! { address => paths::application(link), action => action.name(), days, ..values };
    ctx.page_after(failure, "withdraw_or_delete.html", values)
}
