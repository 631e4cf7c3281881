//! Where an application stands, for whoever sent it.

use crate::{Join, confirm, route, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::value::Serde;
use minijinja::{Value, context};
use shared::applicant::EmailAddress;
use shared::application::{ContactUndelivered, PrivateLink, Status, Submitted, Undelivered};
use shared::failure::Failure;
use shared::timestamp::Timestamp;

impl Join {
    /// Everything, for the holder of the private link.
    pub(crate) fn show_status(
        &self,
        request: &Request,
        link: &PrivateLink,
        submitted: &Submitted,
    ) -> Result<Response<Body>, Failure> {
        let sections = submitted.sections.iter().map(|answers| summary::of(&self.form, answers));
        let values = context! {
            ..self.progress(link, submitted),
            ..context! {
            address_to_keep => self.address_to_keep(request, link),
            confirmed_on => submitted.contact_confirmed_at.map(Timestamp::day),
            undelivered => undelivered(submitted).map(|because| because.why.as_str()),
            undelivered_on => undelivered(submitted).map(|because| because.at.day()),
            contact_email => submitted.contact_email().map(EmailAddress::as_str),
            can_withdraw => submitted.status.may_become(Status::Withdrawn),
            can_erase => submitted.status == Status::Withdrawn,
            kept_until => closes(submitted).map(Timestamp::day),
            sections => Serde(sections.collect::<Vec<_>>()),
            }
        };
        self.page(StatusCode::OK, "status.html", values)
    }

    /// Where it stands and nothing of what was sent, for somebody who comes by a link from an email. `may_continue` says
    /// whether a button leads on to everything.
    pub(crate) fn show_status_only(
        &self,
        link: &PrivateLink,
        submitted: &Submitted,
        may_continue: bool,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let values = context! {
            may_continue,
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
            ..self.progress(link, submitted)
        };
        self.page_after(failure, "status_only.html", values)
    }

    /// What every page about an application that was sent says.
    fn progress(&self, link: &PrivateLink, submitted: &Submitted) -> Value {
        context! {
            address => route::to_application(link),
            reference => submitted.reference.as_str(),
            status => submitted.status.as_str(),
            can_confirm => self.settings.sends_mail && confirm::is_open_to(submitted),
            submitted_at => submitted.submitted_at.to_string(),
            submitted_on => submitted.submitted_at.day(),
            updated_at => submitted.updated_at.to_string(),
            updated_on => submitted.updated_at.day(),
        }
    }
}

/// What the applicant is told of messages that came back or were not sent. Of one that was not sent, the page does not say
/// why: that might tell a stranger what others have sent to the mailbox, or what came back from it.
pub(crate) fn undelivered(submitted: &Submitted) -> Option<ContactUndelivered> {
    let confirmed_since = |at| submitted.contact_confirmed_at.is_some_and(|confirmed| confirmed >= at);
    submitted.contact_undelivered.filter(|because| match because.why {
        Undelivered::NotSent | Undelivered::SoftBounce => !confirmed_since(because.at),
        Undelivered::HardBounce | Undelivered::Complaint => true,
    })
}

/// Until when an application is kept that came to nothing. Of others, nobody is told: it would tell which are set aside.
pub(crate) fn closes(submitted: &Submitted) -> Option<Timestamp> {
    submitted.expires_at.filter(|_| submitted.status.is_closed())
}
