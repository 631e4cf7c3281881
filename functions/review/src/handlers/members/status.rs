//! Ending a membership, and taking a member back. Both are decisions, with a reason and a date.

use super::file::{Typed, page};
use super::{member, path};
use crate::errors::{PageError, PageResult};
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use shared::applicant::Date;
use shared::member::{Ending, Member, MemberStatus, next_renewal};
use shared::response;
use store::MemberChange;

/// The codes of reasons for which memberships end.
const ENDING: [&str; 5] = ["resigned", "merged", "dues", "conduct", "other"];
/// The codes of reasons for which members are taken back.
const READMITTING: [&str; 4] = ["renewed_late", "applied_again", "mistake", "other"];
/// The longest note in characters.
const LONGEST: usize = 1_000;

/// Ends a membership.
pub(crate) async fn end(visit: Visit<'_>) -> PageResult {
    decide(visit, "end", &ENDING, |reason, on, note| MemberChange::End(Ending { reason, on, note })).await
}

/// Takes a member back.
pub(crate) async fn readmit(visit: Visit<'_>) -> PageResult {
    decide(visit, "readmit", &READMITTING, |reason, on, _| MemberChange::Readmit { reason, on }).await
}

/// Renews a membership for another year.
pub(crate) async fn renew(visit: Visit<'_>) -> PageResult {
    let today = Date::of(visit.ctx.clock.now());
    plain(visit, "renew", |member| {
        let until = next_renewal(member.renews_on.unwrap_or(today), today);
        MemberChange::Renew { until, by_member: None }
    })
    .await
}

/// Agrees to the changes that a member asks for.
pub(crate) async fn approve(visit: Visit<'_>) -> PageResult {
    plain(visit, "approve", |_| MemberChange::Approve).await
}

/// Does not agree to them.
pub(crate) async fn reject(visit: Visit<'_>) -> PageResult {
    plain(visit, "reject", |_| MemberChange::Reject).await
}

/// Makes a change that needs nothing typed. A second click finds the member of the version after the page's.
async fn plain(visit: Visit<'_>, form: &'static str, change: impl FnOnce(&Member) -> MemberChange) -> PageResult {
    let read = member(&visit).await?;
    let seen: u64 = visit.form.value("seen").parse().unwrap_or(0);
    let change = change(&read);
    if let Some(response) = super::change(&visit, &read, &change, form).await? {
        return Ok(response);
    }
    if was_done_by(&visit, &read, &change, seen).await? {
        return Ok(response::see_other(&path(&read.reference)));
    }
    let typed = Typed { form, is_late: true, ..Typed::default() };
    page(&visit, StatusCode::CONFLICT, &typed).await
}

/// Returns whether the change after this version was the same, by the same person.
async fn was_done_by(visit: &Visit<'_>, read: &Member, change: &MemberChange, seen: u64) -> Result<bool, PageError> {
    if read.version != seen.saturating_add(1) {
        return Ok(false);
    }
    let file = visit.ctx.store.member_file(&read.reference).await?;
    let last = file.and_then(|file| file.history.into_iter().next_back());
    let by = &visit.staff.person.id;
    Ok(last.is_some_and(|entry| entry.action == change.action() && entry.person.as_ref() == Some(by)))
}

async fn decide(
    visit: Visit<'_>,
    form: &'static str,
    reasons: &[&str],
    change: impl FnOnce(String, Date, String) -> MemberChange,
) -> PageResult {
    let posted = &visit.form;
    let (reason, on, note) = (posted.value("reason"), posted.value("on"), posted.text("note"));
    let known = reasons.iter().find(|known| **known == reason);
    let date = Date::parse(on);
    let is_long = note.chars().count() > LONGEST;
    let mistakes = [("reason", known.is_none()), ("on", date.is_err()), ("note", is_long)];
    let mut typed = Typed {
        form,
        reason: reason.to_owned(),
        on: on.to_owned(),
        note: note.clone(),
        mistakes: mistakes.into_iter().filter(|(_, wrong)| *wrong).map(|(field, _)| field).collect(),
        ..Typed::default()
    };
    let (Some(known), Ok(date), false) = (known, date, is_long) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed).await;
    };
    let read = member(&visit).await?;
    let (seen, change) = (posted.value("seen").parse().unwrap_or(0), change((*known).to_owned(), date, note));
    if is_second_click(&read, seen, &change) {
        return Ok(response::see_other(&path(&read.reference)));
    }
    if let Some(response) = super::change(&visit, &read, &change, form).await? {
        return Ok(response);
    }
    typed.is_late = true;
    page(&visit, StatusCode::CONFLICT, &typed).await
}

/// Returns whether a member is as a change leaves it that was made from the version before.
fn is_second_click(member: &Member, seen: u64, change: &MemberChange) -> bool {
    let is_in_place = match change {
        MemberChange::End(ending) => member.ending.as_ref() == Some(ending),
        _ => member.status == MemberStatus::Active,
    };
    is_in_place && member.version == seen.saturating_add(1)
}
