//! Submits an application, once even if the button is pressed several times.

use super::check;
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageError, PageResult};
use crate::form::Posted;
use crate::{form, links, paths, rate_limit};
use lambda_http::Request;
use minijinja::context;
use shared::application::{Application, Draft, Holder, PrivateLink, Reference};
use shared::failure::Failure;
use shared::request;
use shared::telemetry::Metric;
use store::{Error, LinkLookup, Submission, SubmitOutcome};

pub(crate) async fn submit_application(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let posted = form::read(body, None)?;
    let version = posted.version;
    // The answers are stored already, so after a failure the page offers only the button again.
    let offer_retry = |failure| {
        let values = context! {
            address => paths::application(link),
            address_to_keep => ctx.address_to_keep(request, link),
            sends_mail => ctx.settings.sends_mail,
            version,
            form_version => posted.form_version.as_deref().unwrap_or_default(),
        };
        Ok(ctx.page_after(Some(failure), "retry.html", values))
    };

    if let Err(failure) = rate_limit::check(ctx, request).await {
        return match links::look_up(ctx, link).await? {
            // A second click, after the first one submitted it.
            LinkLookup::Active(Application::Submitted(_)) => Ok(paths::see_application(link)),
            _ => offer_retry(failure),
        };
    }
    let lookups = async { Ok::<_, PageError>((links::holder(ctx, link).await?, readiness(ctx, link, &posted).await?)) };
    let (holder, sections) = match within(LOOKUP_TIMEOUT, lookups).await {
        Ok((holder, Readiness::Complete(sections))) => (holder, sections),
        Ok((_, Readiness::Reworded(draft))) => return Ok(check::page(ctx, request, link, &draft, true)),
        Ok((_, Readiness::Incomplete)) => return Ok(paths::see_application(link)),
        Err(error) => return offer_retry(error.failure()?),
    };
    match retry_conflicts(|| submit(ctx, &holder, version, &sections)).await {
        Ok(SubmitOutcome::Submitted(_)) => Ok(paths::see_application(link)),
        Ok(SubmitOutcome::Refused(current)) => Ok(match links::current(current)? {
            Application::Draft(draft) if draft.next_section(ctx.form()).is_none() => {
                check::page(ctx, request, link, &draft, true)
            }
            // Already submitted, or incomplete: the link shows which.
            _ => paths::see_application(link),
        }),
        Ok(SubmitOutcome::ReferenceTaken) => offer_retry(Failure::Unavailable),
        Err(error) => offer_retry(error.failure()),
    }
}

/// Whether a draft can be submitted.
enum Readiness<'a> {
    /// These sections must be saved.
    Complete(Vec<&'a str>),
    /// The form has changed since the applicant checked the answers.
    Reworded(Box<Draft>),
    /// The draft lacks an answer or is gone. Its link shows which.
    Incomplete,
}

/// Returns whether a draft can be submitted. Reads it only if that depends on its answers, or if the form has changed
/// since the applicant checked them.
async fn readiness<'a>(ctx: &'a Context, link: &PrivateLink, posted: &Posted) -> Result<Readiness<'a>, PageError> {
    let form = ctx.form();
    let depends_on_answers =
        form.sections.iter().any(|section| section.conditions_on_earlier_sections().next().is_some());
    let is_current = posted.form_version.as_ref() == Some(&form.version);
    if is_current && !depends_on_answers {
        return Ok(Readiness::Complete(form.sections.iter().map(|section| section.name.as_str()).collect()));
    }
    Ok(match links::application(ctx, link).await? {
        Application::Draft(draft) if draft.next_section(form).is_some() => Readiness::Incomplete,
        Application::Draft(draft) if !is_current && posted.form_version.is_some() => Readiness::Reworded(draft),
        Application::Draft(draft) => {
            Readiness::Complete(draft.answers.asked_sections(form).map(|section| section.name.as_str()).collect())
        }
        Application::Submitted(_) => Readiness::Incomplete,
    })
}

/// Submits the application under a new reference.
async fn submit(ctx: &Context, holder: &Holder, checked: u64, sections: &[&str]) -> Result<SubmitOutcome, Error> {
    ctx.definition.keep(&ctx.store).await?;
    let reference = Reference::from_random(ctx.entropy.bytes().map_err(|_| Error::no_entropy())?);
    let now = ctx.clock.now();
    let expires = now.plus_days(ctx.settings.retention.undecided_days);
    let submission =
        Submission { checked, sections, form_version: &ctx.form().version, reference: &reference, now, expires };
    let outcome = ctx.store.submit(holder, submission).await?;
    match &outcome {
        SubmitOutcome::Submitted(head) => {
            tracing::info!(metric = Metric::ApplicationsReceived.as_str(), application.reference = %reference, history.length = head.length, history.hash = %head.hash, "application received");
        }
        SubmitOutcome::ReferenceTaken => return Err(Error::Conflict { operation: "claim of a reference" }),
        SubmitOutcome::Refused(_) => {}
    }
    Ok(outcome)
}
