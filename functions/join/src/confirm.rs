//! Confirming that the main contact's address is theirs: whoever has the link from the receipt presses a button.
//!
//! Opening the link does nothing, for programs that look at mail open every link in it.

use crate::{Join, form, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, RequestExt, Response};
use minijinja::context;
use shared::application::{Application, ApplicationId, ConfirmToken};
use shared::failure::Failure;
use shared::http;
use shared::store::ConfirmOutcome;

impl Join {
    /// Shows the button.
    pub(crate) async fn show_confirm(&self, request: &Request, id: &ApplicationId) -> Result<Response<Body>, Failure> {
        let token = request.query_string_parameters_ref().and_then(|query| query.first("token")).unwrap_or_default();
        match self.find(id).await? {
            Some(application) if is_open(&application) => self.confirm_page(id, token, None),
            Some(_) => Ok(http::see_other(&route::to_application(id))),
            None => self.show_nothing_here(),
        }
    }

    pub(crate) async fn confirm(&self, request: &Request, id: &ApplicationId) -> Result<Response<Body>, Failure> {
        let body = http::form_body(request, &self.settings.address)?;
        let token = form::value(body, "token").map_err(|_| Failure::Unreadable)?;
        if let Err(failure) = self.count_source(request).await {
            return self.confirm_page(id, &token, Some(failure));
        }
        let outcome = match token.parse::<ConfirmToken>() {
            Ok(parsed) => self.store.confirm_contact(id, &parsed, self.world.now()).await,
            // What can't be a token is no other answer than a token that is wrong.
            Err(_) => Ok(ConfirmOutcome::Refused),
        };
        match outcome {
            Ok(ConfirmOutcome::Confirmed) => Ok(http::see_other(&route::to_application(id))),
            Ok(ConfirmOutcome::Refused) => self.show_not_confirmed(id).await,
            Ok(ConfirmOutcome::Nothing) => self.show_nothing_here(),
            Err(error) => self.confirm_page(id, &token, Some(self.store_failure(&error))),
        }
    }

    /// Says that the link is another than the receipt's, unless there is nothing left to confirm.
    async fn show_not_confirmed(&self, id: &ApplicationId) -> Result<Response<Body>, Failure> {
        match self.find(id).await? {
            Some(application) if is_open(&application) => {
                let values = context! { address => route::to_application(id), notice => "wrong_link" };
                self.page(StatusCode::UNPROCESSABLE_ENTITY, "confirm.html", values)
            }
            Some(_) => Ok(http::see_other(&route::to_application(id))),
            None => self.show_nothing_here(),
        }
    }

    fn confirm_page(
        &self,
        id: &ApplicationId,
        token: &str,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(id),
            token,
            notice => failure.map(|failure| match failure {
                Failure::TooManyRequests(_) => "too_many",
                _ => "failed",
            }),
        };
        self.page_after(failure, "confirm.html", values)
    }
}

/// Whether an address can be confirmed: it is not yet, and there are messages to come.
const fn is_open(application: &Application) -> bool {
    match application {
        Application::Submitted(submitted) => submitted.contact_confirmed_at.is_none() && !submitted.status.is_final(),
        Application::Draft(_) => false,
    }
}
