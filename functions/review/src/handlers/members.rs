//! The register of members: its list, and the pages of each.

pub(crate) mod dues;
pub(crate) mod edit;
pub(crate) mod file;
mod form;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod logo;
pub(crate) mod status;

use crate::errors::PageError;
use crate::routes::Visit;
use lambda_http::{Body, Response};
use minijinja::{Value, context};
use shared::application::Reference;
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::member::Member;
use shared::member_form::MemberForm;
use shared::response;
use store::{MemberChange, MemberOutcome};

/// Returns the reference in the path.
fn reference(visit: &Visit<'_>) -> Result<Reference, Failure> {
    visit.parameter.to_uppercase().parse().map_err(|_| Failure::NotFound)
}

/// Reads the member in the path.
async fn member(visit: &Visit<'_>) -> Result<Member, PageError> {
    Ok(visit.ctx.store.member(&reference(visit)?).await?.ok_or(Failure::NotFound)?)
}

/// Returns the site's words for the answers of members.
fn words<'a>(visit: &'a Visit<'_>) -> FormWords<'a> {
    FormWords { form: visit.ctx.forms.current(), locale: visit.ctx.renderer.locale() }
}

/// Returns the form with what members say about themselves.
fn form<'a>(visit: &'a Visit<'_>) -> MemberForm<'a> {
    MemberForm::new(words(visit), &visit.ctx.members)
}

/// Returns the address of a member's page.
fn path(reference: &Reference) -> String {
    format!("/staff/members/{reference}")
}

/// Logs a change, and leads back to the member.
fn changed(visit: &Visit<'_>, member: &Member, action: &str) -> Response<Body> {
    tracing::info!(
        member.reference = member.reference.as_str(),
        action,
        person.hash = visit.staff.person.id.short(),
        "staff changed a member"
    );
    response::see_other(&path(&member.reference))
}

/// Changes a member, and leads back to it. Returns `None` if somebody else changed it since the page was shown.
async fn change(
    visit: &Visit<'_>,
    read: &Member,
    change: &MemberChange,
    action: &str,
) -> Result<Option<Response<Body>>, PageError> {
    if visit.form.value("seen").parse() != Ok(read.version) {
        return Ok(None);
    }
    let (by, at) = (Some(&visit.staff.person.id), visit.ctx.clock.now());
    let changed = visit.ctx.store.change_member(read, by, change, at).await?;
    match outcome(visit, changed, action)? {
        Outcome::Done(response) => Ok(Some(response)),
        Outcome::Meanwhile(_) => Ok(None),
    }
}

/// What becomes of a change.
enum Outcome {
    /// It is done; this is the page to go on with.
    Done(Response<Body>),
    /// Somebody was faster; this is the member now.
    Meanwhile(Box<Member>),
}

/// Returns what becomes of a change.
fn outcome(visit: &Visit<'_>, outcome: MemberOutcome, action: &str) -> Result<Outcome, Failure> {
    match outcome {
        MemberOutcome::Done(member) => Ok(Outcome::Done(changed(visit, &member, action))),
        MemberOutcome::Rejected(Some(member)) => Ok(Outcome::Meanwhile(member)),
        MemberOutcome::Rejected(None) => Err(Failure::NotFound),
    }
}

/// Returns the values that every page of a member has.
fn head(member: &Member) -> Value {
    context! {
        reference => member.reference.as_str(),
        name => member.profile.known_name(),
        status => member.status.as_str(),
        seen => member.version,
    }
}
