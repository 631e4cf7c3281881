//! "Send me this link": a link to a draft, by email.
//!
//! Nothing is sent here. The request is written to the draft, and the table's stream carries it on.

use crate::form;
use crate::patience::patiently;
use crate::reader::message;
use crate::{Join, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::applicant::{EmailAddress, Invalid};
use shared::application::{Application, PrivateLink};
use shared::failure::Failure;
use shared::request;
use shared::response;
use shared::timestamp::Timestamp;
use store::{Current, LinkOutcome};

/// The question.
const LABEL: &str = "Your email address";

/// What to do when the answer is no address.
const MALFORMED: &str = "Enter an email address in the form name@example.com";

/// What is said on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    /// What was typed is no address that we can send to.
    Invalid(Invalid),
    /// It was asked for too often.
    TooOften,
    /// It can't be written down just now.
    Failed(Failure),
    /// It is on its way.
    Sent,
    /// It was asked for before, and could not be sent.
    NotSent,
}

impl Notice {
    const fn name(self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::TooOften => "too_often",
            Self::Failed(Failure::TooManyRequests(_)) => "too_many",
            Self::Failed(_) => "failed",
            Self::Sent => "sent",
            Self::NotSent => "not_sent",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed(failure) => failure.status(),
            Self::Sent | Self::NotSent => StatusCode::OK,
        }
    }
}

impl Join {
    /// Asks where to send it: to the main contact, if there is one yet.
    pub(crate) async fn show_link(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let draft = match self.find(link).await? {
            Ok(Application::Draft(draft)) if self.settings.sends_mail => draft,
            Ok(_) => return Ok(response::see_other(&route::to_application(link))),
            Err(page) => return Ok(page),
        };
        let contact = draft.sections.iter().find_map(|saved| saved.answers.contact_email());
        let contact = contact.map_or("", EmailAddress::as_str);
        let not_sent_on = draft.link_not_sent_at.map(Timestamp::day);
        let notice = match not_sent_on {
            Some(_) => Some(Notice::NotSent),
            None => (request.uri().query() == Some("sent")).then_some(Notice::Sent),
        };
        self.link_page(link, contact, notice, not_sent_on)
    }

    pub(crate) async fn request_link(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let body = request::form_body(request, &self.settings.site_origin)?;
        let typed = form::value(body, "email").map_err(|_| Failure::Unreadable)?;
        let page = |notice| self.link_page(link, &typed, Some(notice), None);
        let email = match EmailAddress::parse(&typed) {
            Ok(email) => email,
            Err(invalid) => return page(Notice::Invalid(invalid)),
        };
        if let Err(failure) = self.count_source(request).await {
            return page(Notice::Failed(failure));
        }
        let requested = async {
            let Some(holder) = self.store.holder(link).await? else {
                return Ok(LinkOutcome::NoDraft(Current::Unknown));
            };
            self.store.request_link(&holder, &email, self.clock.now()).await
        };
        match patiently(requested).await {
            Ok(LinkOutcome::Requested) => {
                Ok(response::see_other(&format!("{}/link?sent", route::to_application(link))))
            }
            Ok(LinkOutcome::TooOften) => page(Notice::TooOften),
            Ok(LinkOutcome::NoDraft(current)) => Ok(self
                .current(current)?
                .map_or_else(|page| page, |_| response::see_other(&route::to_application(link)))),
            Err(error) => page(Notice::Failed(self.store_failure(&error))),
        }
    }

    fn link_page(
        &self,
        link: &PrivateLink,
        email: &str,
        notice: Option<Notice>,
        not_sent_on: Option<String>,
    ) -> Result<Response<Body>, Failure> {
        let problem = match notice {
            Some(Notice::Invalid(invalid)) => Some(message(invalid, LABEL, MALFORMED)),
            _ => None,
        };
        let values = context! {
            address => route::to_application(link),
            email,
            not_sent_on,
            label => LABEL,
            problem,
            notice => notice.map(Notice::name),
        };
        let mut response = self.page(notice.map_or(StatusCode::OK, Notice::status), "link.html", values)?;
        if let Some(Notice::Failed(failure)) = notice {
            failure.set_headers(&mut response);
        }
        Ok(response)
    }
}
