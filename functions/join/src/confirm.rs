//! Confirms the main contact's address: the holder of the private link enters the code from an email.
//!
//! The code proves that the holder reads the mailbox. Somebody who reads the mailbox and does not hold the link,
//! because the address was mistyped, can do nothing with the code.

use crate::patience::patiently;
use crate::{Join, form, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, PrivateLink, Submitted};
use shared::failure::Failure;
use shared::request;
use shared::response;
use store::{ConfirmOutcome, Error};

/// What became of a code that was entered.
enum Entered {
    Outcome(ConfirmOutcome),
    WrongCode,
    NoSuchLink,
}

impl Join {
    /// Asks for the code.
    pub(crate) async fn show_confirm(&self, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        match self.find(link).await? {
            Ok(application) if is_open(&application) => self.confirm_page(link, None, None),
            Ok(_) => Ok(response::see_other(&route::to_application(link))),
            Err(page) => Ok(page),
        }
    }

    pub(crate) async fn confirm(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let body = request::form_body(request, &self.settings.site_origin)?;
        let typed = form::value(body, "code").map_err(|_| Failure::Unreadable)?;
        if let Err(failure) = self.count_source(request).await {
            return self.confirm_page(link, Some(&typed), Some(failure));
        }
        match patiently(self.enter_code(link, &typed)).await {
            Ok(Entered::Outcome(ConfirmOutcome::Confirmed)) => Ok(response::see_other(&route::to_application(link))),
            Ok(Entered::Outcome(ConfirmOutcome::Refused(current))) => Ok(self
                .current(current)?
                .map_or_else(|page| page, |_| response::see_other(&route::to_application(link)))),
            Ok(Entered::WrongCode) => self.show_wrong_code(link, &typed).await,
            Ok(Entered::NoSuchLink) => self.show_nothing_here(),
            Err(error) => self.confirm_page(link, Some(&typed), Some(self.store_failure(&error))),
        }
    }

    async fn enter_code(&self, link: &PrivateLink, typed: &str) -> Result<Entered, Error> {
        let Some(holder) = self.store.holder(link).await? else { return Ok(Entered::NoSuchLink) };
        let secret = self.store.secret(&self.entropy).await?;
        if !secret.confirmation_code(&holder.id).is(typed) {
            return Ok(Entered::WrongCode);
        }
        self.store.confirm_contact(&holder, self.clock.now()).await.map(Entered::Outcome)
    }

    /// Says that the code is not the receipt's, unless there is nothing left to confirm.
    async fn show_wrong_code(&self, link: &PrivateLink, typed: &str) -> Result<Response<Body>, Failure> {
        match self.held(link, self.look_up(link).await?)? {
            Ok(application) if is_open(&application) => self.confirm_page(link, Some(typed), None),
            Ok(_) => Ok(response::see_other(&route::to_application(link))),
            Err(page) => Ok(page),
        }
    }

    /// `typed` is what was entered, if anything was. Without a failure it was wrong.
    fn confirm_page(
        &self,
        link: &PrivateLink,
        typed: Option<&str>,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let notice = match (typed, failure) {
            (None, None) => None,
            (_, Some(Failure::TooManyRequests(_))) => Some("too_many"),
            (_, Some(_)) => Some("failed"),
            (Some(_), None) => Some("wrong_code"),
        };
        let values = context! { address => route::to_application(link), code => typed.unwrap_or_default(), notice };
        match (notice, failure) {
            (Some(_), None) => self.page(StatusCode::UNPROCESSABLE_ENTITY, "confirm.html", values),
            _ => self.page_after(failure, "confirm.html", values),
        }
    }
}

fn is_open(application: &Application) -> bool {
    matches!(application, Application::Submitted(submitted) if is_open_to(submitted))
}

/// Whether an address can be confirmed: it is not yet, and there are messages to come.
pub(crate) const fn is_open_to(submitted: &Submitted) -> bool {
    submitted.contact_confirmed_at.is_none() && !submitted.status.is_final()
}
