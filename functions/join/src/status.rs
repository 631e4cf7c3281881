//! Where an application stands, for whoever sent it.

use crate::{Join, route, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::applicant::EmailAddress;
use shared::application::{ContactUndelivered, SectionAnswers, Status, Submitted, Undelivered};
use shared::failure::Failure;
use shared::timestamp::Timestamp;

impl Join {
    pub(crate) fn show_status(&self, request: &Request, submitted: &Submitted) -> Result<Response<Body>, Failure> {
        let sections = submitted.sections.iter().map(|answers| summary::of(&self.form, answers));
        let values = context! {
            address => route::to_application(&submitted.id),
            address_to_keep => self.address_to_keep(request, &submitted.id),
            reference => submitted.reference.as_str(),
            status => submitted.status.as_str(),
            submitted_at => submitted.submitted_at.to_string(),
            submitted_on => submitted.submitted_at.day(),
            updated_at => submitted.updated_at.to_string(),
            updated_on => submitted.updated_at.day(),
            confirmed_on => submitted.contact_confirmed_at.map(Timestamp::day),
            undelivered => undelivered(submitted).map(|because| because.why.as_str()),
            undelivered_on => undelivered(submitted).map(|because| because.at.day()),
            contact_email => submitted.sections.iter().find_map(SectionAnswers::contact_email).map(EmailAddress::as_str),
            can_withdraw => submitted.status.may_become(Status::Withdrawn),
            can_erase => submitted.status == Status::Withdrawn,
            kept_until => closes(submitted).map(Timestamp::day),
            sections => Serde(sections.collect::<Vec<_>>()),
        };
        self.page(StatusCode::OK, "status.html", values)
    }
}

/// What the applicant is told of messages that came back. Of one that was not sent nothing is told: whose message it was
/// that came back before is none of their business, if the mailbox is not theirs.
pub(crate) fn undelivered(submitted: &Submitted) -> Option<ContactUndelivered> {
    let confirmed_since = |at| submitted.contact_confirmed_at.is_some_and(|confirmed| confirmed >= at);
    submitted.contact_undelivered.filter(|because| match because.why {
        Undelivered::NotSent => false,
        Undelivered::SoftBounce => !confirmed_since(because.at),
        Undelivered::HardBounce | Undelivered::Complaint => true,
    })
}

/// Until when an application is kept that came to nothing. Of others, nobody is told: it would tell which are set aside.
pub(crate) fn closes(submitted: &Submitted) -> Option<Timestamp> {
    submitted.expires_at.filter(|_| submitted.status.is_closed())
}
