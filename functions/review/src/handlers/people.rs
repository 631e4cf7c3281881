//! Who may sign in: an administrator can block people, and end their sessions.

use crate::errors::{PageError, PageResult};
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::context;
use shared::failure::Failure;
use shared::response;
use shared::staff::{PersonId, Role};
use shared::timestamp::Timestamp;

/// The page of people.
const PEOPLE: &str = "/staff/people";

/// Lists everyone who has signed in.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    let (ctx, staff) = (visit.ctx, visit.staff);
    let members = ctx.store.staff_members().await?.into_iter().map(|member| {
        context! {
            id => member.id.as_str(),
            is_self => member.id == staff.person.id,
            name => member.name,
            role => member.role.map(Role::as_str),
            signed_in_at => member.signed_in_at.to_string(),
            blocked_at => member.blocked_at.map(String::from),
        }
    });
    visit.page(StatusCode::OK, "people.html", context! { members => members.collect::<Vec<_>>() }).await
}

/// Keeps a person from signing in, and ends their sessions. Nobody can block themselves: one administrator always
/// remains.
pub(crate) async fn block(visit: Visit<'_>) -> PageResult {
    set_blocked(&visit, Some(visit.ctx.clock.now())).await
}

/// Lets a person sign in again.
pub(crate) async fn unblock(visit: Visit<'_>) -> PageResult {
    set_blocked(&visit, None).await
}

/// Ends every session of a person.
pub(crate) async fn sign_out(visit: Visit<'_>) -> PageResult {
    let person = person(&visit)?;
    visit.ctx.store.close_sessions(&person).await?;
    log(&visit, &person, "staff sessions ended");
    Ok(response::see_other(PEOPLE))
}

async fn set_blocked(visit: &Visit<'_>, blocked_at: Option<Timestamp>) -> PageResult {
    let person = person(visit)?;
    if person == visit.staff.person.id {
        return Err(PageError::Forbidden(Box::new(visit.staff.clone())));
    }
    if !visit.ctx.store.set_blocked(&person, blocked_at).await? {
        return Err(Failure::NotFound.into());
    }
    log(visit, &person, if blocked_at.is_some() { "staff member blocked" } else { "staff member unblocked" });
    Ok(response::see_other(PEOPLE))
}

fn person(visit: &Visit<'_>) -> Result<PersonId, Failure> {
    visit.parameter.parse().map_err(|_| Failure::NotFound)
}

fn log(visit: &Visit<'_>, person: &PersonId, event: &str) {
    tracing::info!(person.hash = person.short(), by.hash = visit.staff.person.id.short(), "{event}");
}
