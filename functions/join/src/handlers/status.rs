//! The status of a submitted application.

use super::confirm_contact::can_confirm;
use super::visible_history::in_review_since;
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, within};
use crate::errors::{PageError, PageResult};
use crate::paths;
use lambda_http::Request;
use lambda_http::http::StatusCode;
use minijinja::value::Serde;
use minijinja::{Value, context};
use shared::application::{ContactUndelivered, DeliveryFailure, PrivateLink, Status, Submitted};
use shared::failure::Failure;
use shared::form::AREAS;
use shared::site::Form;
use shared::summary;
use shared::timestamp::Timestamp;
use store::Error;

/// For how many seconds the page says that the address was confirmed. Later, only the steps do.
const NEWS_SECONDS: i64 = 300;

/// Renders the full page, for the holder of the private link.
pub(super) async fn page(ctx: &Context, request: &Request, link: &PrivateLink, submitted: &Submitted) -> PageResult {
    let form = ctx.definition.answered_by(submitted, &ctx.store).await?;
    let undelivered = undelivered(submitted);
    let exchanges = exchanges(ctx, submitted).await?;
    let in_review_since = in_review_since(ctx, submitted).await?;
    let status = ctx.shown_status(submitted);
    let values = context! {
        ..progress(ctx, link, submitted, in_review_since),
        ..context! {
        name => submitted.core.organization.legal_name.as_str(),
        entry => entry(ctx, submitted).await?,
        address_to_keep => ctx.address_to_keep(request, link),
        confirmed_on => submitted.contact_confirmed_at.map(String::from),
        just_confirmed => submitted.contact_confirmed_at.is_some_and(|at| ctx.clock.now().unix() < at.unix().saturating_add(NEWS_SECONDS)),
        undelivered => undelivered.map(|failure| failure.why.as_str()),
        undelivered_on => undelivered.map(|failure| failure.at.to_string()),
        is_open => !status.is_final(),
        question => submitted.review.question.as_ref().map(|question| question.text.as_str()),
        answer_by => submitted.expires_at.filter(|_| submitted.review.question.is_some()).map(String::from),
        exchanges,
        areas => Serde(if status == Status::Accepted { areas(&form, submitted) } else { Vec::new() }),
        sends_mail => ctx.settings.sends_mail,
        words => submitted.review.words.as_deref().filter(|_| status == Status::Declined),
        can_withdraw => status.may_become(Status::Withdrawn),
        can_erase => submitted.status == Status::Withdrawn,
        sections => Serde(summary::in_groups(ctx.words_of(&form), &submitted.answers)),
        }
    };
    Ok(ctx.page(StatusCode::OK, "status.html", values))
}

/// Renders the status without answers, for a reader of an emailed link. With `may_continue`, a button leads to the full
/// page.
pub(super) async fn emailed_page(
    ctx: &Context,
    link: &PrivateLink,
    submitted: &Submitted,
    may_continue: bool,
    failure: Option<Failure>,
) -> PageResult {
    // After a failure, the page is not worth another request.
    let (in_review_since, entry) = match failure {
        Some(_) => (None, None),
        None => (in_review_since(ctx, submitted).await?, entry(ctx, submitted).await?),
    };
    let values = context! { may_continue, entry, ..progress(ctx, link, submitted, in_review_since) };
    Ok(ctx.page_after(failure, "status_only.html", values))
}

/// Names an application on a page about it, unless it is a draft or wasn't read.
pub(super) fn named(submitted: Option<&Submitted>) -> Value {
    context! {
        name => submitted.map(|submitted| submitted.core.organization.legal_name.as_str()),
        reference => submitted.map(|submitted| submitted.reference.as_str()),
    }
}

/// Returns the values that both pages show.
fn progress(ctx: &Context, link: &PrivateLink, submitted: &Submitted, in_review_since: Option<Timestamp>) -> Value {
    let (due, now) = (due(ctx, submitted), ctx.clock.now());
    let is_shown = ctx.shown_status(submitted) == submitted.status;
    context! {
        address => paths::application(link),
        reference => submitted.reference.as_str(),
        status => ctx.shown_status(submitted).as_str(),
        can_confirm => ctx.settings.sends_mail && can_confirm(ctx, submitted),
        contact_email => submitted.core.contact.email.masked(),
        submitted_at => submitted.submitted_at.to_string(),
        decision_by => due.filter(|by| *by > now).map(String::from),
        is_late => due.is_some_and(|by| by <= now),
        in_review_since => in_review_since.map(String::from),
        // The time of a decision that is not shown would show it, and so would the time for which it is kept.
        since => is_shown.then(|| submitted.status_since.to_string()),
        kept_until => kept_until(submitted).filter(|_| is_shown).map(String::from),
    }
}

/// Returns the path of the directory's entry to which an application led that was accepted.
async fn entry(ctx: &Context, submitted: &Submitted) -> Result<Option<String>, Error> {
    if ctx.shown_status(submitted) != Status::Accepted {
        return Ok(None);
    }
    let member = within(LOOKUP_TIMEOUT, ctx.store.member(&submitted.reference)).await?;
    Ok(member.and_then(|member| member.public_path()))
}

/// Returns by when the applicant can expect a decision, until there is one.
fn due(ctx: &Context, submitted: &Submitted) -> Option<Timestamp> {
    let is_open = !ctx.shown_status(submitted).is_final();
    Some(submitted.submitted_at.plus_days(ctx.decision_days.filter(|_| is_open)?))
}

/// Returns the questions that the applicant answered. An application without a question has too short a history.
async fn exchanges(ctx: &Context, submitted: &Submitted) -> Result<Vec<Value>, PageError> {
    const ASKED: u32 = 3;
    if submitted.history.length < ASKED {
        return Ok(Vec::new());
    }
    let exchanges = within(LOOKUP_TIMEOUT, ctx.store.exchanges(&submitted.id)).await?;
    let answered = exchanges.iter().filter_map(|exchange| {
        let (answer, at) = exchange.answer.as_deref().zip(exchange.answered_at)?;
        let asked_at = exchange.asked_at.to_string();
        Some(context! { question => exchange.question.as_str(), asked_at, answer, at => at.to_string() })
    });
    Ok(answered.collect())
}

/// Returns the areas in which the applicant wants to take part, in the words of the form that asked.
fn areas<'a>(form: &'a Form, submitted: &'a Submitted) -> Vec<&'a str> {
    form.field(AREAS).map(|field| summary::chosen(field, &submitted.answers)).unwrap_or_default()
}

/// Returns why messages do not reach the applicant. The page does not say why a message was not sent: that might tell a
/// stranger about other mail to the mailbox, or that it bounced.
pub(super) fn undelivered(submitted: &Submitted) -> Option<ContactUndelivered> {
    let confirmed_since = |at| submitted.contact_confirmed_at.is_some_and(|confirmed| confirmed >= at);
    submitted.contact_undelivered.filter(|failure| match failure.why {
        DeliveryFailure::NotSent | DeliveryFailure::SoftBounce => !confirmed_since(failure.at),
        DeliveryFailure::HardBounce | DeliveryFailure::Complaint => true,
    })
}

/// Returns when a closed application expires. For open ones, the date would reveal which are set aside.
pub(super) fn kept_until(submitted: &Submitted) -> Option<Timestamp> {
    submitted.expires_at.filter(|_| submitted.status.is_closed())
}
