//! Rows of lists.

use minijinja::{Value, context};
use shared::application::{Group, Submitted};
use shared::timestamp::Timestamp;

const DAY: i64 = 24 * 60 * 60;

/// Returns the rows of a list. An open application is overdue once it has waited longer than the days within which staff
/// want to decide.
pub(crate) fn rows(applications: &[Submitted], now: Timestamp, decision_days: Option<u16>) -> Vec<Value> {
    applications.iter().map(|application| row(application, now, decision_days)).collect()
}

fn row(application: &Submitted, now: Timestamp, decision_days: Option<u16>) -> Value {
    let organization = &application.core.organization;
    let days = now.unix().saturating_sub(application.submitted_at.unix()) / DAY;
    let is_open = application.status.is_open();
    context! {
        reference => application.reference.as_str(),
        name => organization.known_name(),
        group => Group::of(application).as_str(),
        submitted_at => application.submitted_at.to_string(),
        since => application.status_since.to_string(),
        is_open,
        days => u64::try_from(days).unwrap_or(0),
        is_overdue => is_open && decision_days.is_some_and(|limit| days > i64::from(limit)),
        assignee => application.review.assignee.as_ref().map(|assignee| assignee.name.as_str()),
        is_anonymized => application.review.anonymized_at.is_some(),
    }
}
