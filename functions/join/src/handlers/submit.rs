//! Submits an application, once even if the button is pressed several times.

use super::check;
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageResult, store_failure};
use crate::{form, links, paths, rate_limit};
use lambda_http::Request;
use minijinja::context;
use shared::application::{Application, Holder, PrivateLink, Reference};
use shared::failure::Failure;
use shared::request;
use store::{Error, LinkLookup, SubmitOutcome};

pub(crate) async fn submit_application(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let version = form::read(body, None)?.version;
    // The answers are stored already, so after a failure the page offers only the button again.
    let offer_retry = |failure| {
        let values = context! { address => paths::application(link), version };
        Ok(ctx.page_after(Some(failure), "retry.html", values))
    };

    if let Err(failure) = rate_limit::check(ctx, request).await {
        return match links::look_up(ctx, link).await? {
            // A second click, after the first one submitted it.
            LinkLookup::Active(Application::Submitted(_)) => Ok(paths::see_application(link)),
            _ => offer_retry(failure),
        };
    }
    let holder = match within(LOOKUP_TIMEOUT, links::holder(ctx, link)).await {
        Ok(holder) => holder,
        Err(error) => return offer_retry(error.failure()?),
    };
    match retry_conflicts(|| submit(ctx, &holder, version)).await {
        Ok(SubmitOutcome::Submitted(_)) => Ok(paths::see_application(link)),
        Ok(SubmitOutcome::Refused(current)) => Ok(match links::current(current)? {
            Application::Draft(draft) if draft.next_section().is_none() => check::page(ctx, link, &draft, true),
            // Already submitted, or incomplete: the link shows which.
            _ => paths::see_application(link),
        }),
        Ok(SubmitOutcome::ReferenceTaken) => offer_retry(Failure::Unavailable),
        Err(error) => offer_retry(store_failure(&error)),
    }
}

/// Submits the application under a new reference.
async fn submit(ctx: &Context, holder: &Holder, version: u64) -> Result<SubmitOutcome, Error> {
    let reference = Reference::from_random(ctx.entropy.bytes().map_err(|_| Error::no_entropy())?);
    let now = ctx.clock.now();
    let expires = now.plus_days(ctx.settings.retention.undecided_days);
    let outcome = ctx.store.submit(holder, version, &reference, now, expires).await?;
    match &outcome {
        SubmitOutcome::Submitted(head) => {
            tracing::info!(application.reference = %reference, history.length = head.length, history.hash = %head.hash, "application received");
        }
        SubmitOutcome::ReferenceTaken => return Err(Error::Conflict { operation: "claim of a reference" }),
        SubmitOutcome::Refused(_) => {}
    }
    Ok(outcome)
}
