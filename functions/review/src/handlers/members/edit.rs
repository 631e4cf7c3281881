//! Editing a member.

use super::form;
use super::{Outcome, head, member, outcome, path};
use crate::errors::PageResult;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::context;
use shared::member::Member;
use shared::member_form::{Mistakes, Typed};
use shared::response;

/// Shows the form.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    let member = member(&visit).await?;
    page(&visit, StatusCode::OK, &member, &form::shown(&member), &Mistakes::default()).await
}

/// Saves what was typed, unless somebody else changed the member since the form was shown.
pub(crate) async fn save(visit: Visit<'_>) -> PageResult {
    let (read, typed) = (member(&visit).await?, Typed::sent(visit.form.pairs()));
    let change = match form::parse(&visit, &typed) {
        Ok(change) => change,
        Err(mistakes) => return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &read, &typed, &mistakes).await,
    };
    if change.parts(&read).is_empty() {
        return Ok(response::see_other(&path(&read.reference)));
    }
    if visit.form.value("seen").parse() != Ok(read.version) {
        return late(&visit, &read, &typed).await;
    }
    let (by, at) = (Some(&visit.staff.person.id), visit.ctx.clock.now());
    let changed = visit.ctx.store.change_member(&read, by, &change, at).await?;
    match outcome(&visit, changed, "edit")? {
        Outcome::Done(response) => Ok(response),
        Outcome::Meanwhile(now) => late(&visit, &now, &typed).await,
    }
}

/// Shows the form again with what was typed, because somebody else saved a change first. Sending it replaces that change.
async fn late(visit: &Visit<'_>, now: &Member, typed: &Typed) -> PageResult {
    page(visit, StatusCode::CONFLICT, now, typed, &Mistakes::default()).await
}

async fn page(
    visit: &Visit<'_>,
    status: StatusCode,
    member: &Member,
    typed: &Typed,
    mistakes: &Mistakes,
) -> PageResult {
    let values = context! {
        ..head(member),
        ..context! {
            is_late => status == StatusCode::CONFLICT,
            ..form::values(visit, typed, mistakes),
        }
    };
    visit.page(status, "edit_member.html", values).await
}
