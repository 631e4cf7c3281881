//! "Send me this link": the private address of a draft, by e-mail.
//!
//! Nothing is sent here. The wish is written to the draft, and the table's stream carries it on.

use crate::form;
use crate::reader::message;
use crate::{Join, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::applicant::{EmailAddress, Invalid};
use shared::application::{Application, ApplicationId};
use shared::failure::Failure;
use shared::http;
use shared::store::LinkOutcome;

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
}

impl Notice {
    const fn name(self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::TooOften => "too_often",
            Self::Failed(Failure::TooManyRequests(_)) => "too_many",
            Self::Failed(_) => "failed",
            Self::Sent => "sent",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed(failure) => failure.status(),
            Self::Sent => StatusCode::OK,
        }
    }
}

impl Join {
    /// Asks where to send it: to the main contact, if there is one yet.
    pub(crate) async fn show_link(&self, request: &Request, id: &ApplicationId) -> Result<Response<Body>, Failure> {
        let draft = match self.find(id).await? {
            Some(Application::Draft(draft)) if self.settings.sends_mail => draft,
            Some(_) => return Ok(http::see_other(&route::to_application(id))),
            None => return self.show_nothing_here(),
        };
        let sent = request.uri().query() == Some("sent");
        let contact = draft.sections.iter().find_map(|saved| saved.answers.contact_email());
        self.link_page(id, contact.map_or("", EmailAddress::as_str), sent.then_some(Notice::Sent))
    }

    pub(crate) async fn request_link(&self, request: &Request, id: &ApplicationId) -> Result<Response<Body>, Failure> {
        let body = http::form_body(request, &self.settings.address)?;
        let typed = form::value(body, "email").map_err(|_| Failure::Unreadable)?;
        let email = match EmailAddress::parse(&typed) {
            Ok(email) => email,
            Err(invalid) => return self.link_page(id, &typed, Some(Notice::Invalid(invalid))),
        };
        if let Err(failure) = self.count_source(request).await {
            return self.link_page(id, &typed, Some(Notice::Failed(failure)));
        }
        match self.store.request_link(id, &email, self.world.now()).await {
            Ok(LinkOutcome::Requested) => Ok(http::see_other(&format!("{}/link?sent", route::to_application(id)))),
            Ok(LinkOutcome::TooOften) => self.link_page(id, &typed, Some(Notice::TooOften)),
            Ok(LinkOutcome::NoDraft(true)) => Ok(http::see_other(&route::to_application(id))),
            Ok(LinkOutcome::NoDraft(false)) => self.show_nothing_here(),
            Err(error) => self.link_page(id, &typed, Some(Notice::Failed(self.store_failure(&error)))),
        }
    }

    fn link_page(&self, id: &ApplicationId, email: &str, notice: Option<Notice>) -> Result<Response<Body>, Failure> {
        let problem = match notice {
            Some(Notice::Invalid(invalid)) => Some(message(invalid, LABEL, MALFORMED)),
            _ => None,
        };
        let values = context! {
            address => route::to_application(id),
            email,
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
