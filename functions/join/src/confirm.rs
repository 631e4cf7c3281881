//! Confirming that the main contact's address is theirs: whoever has the link from the receipt presses a button.
//!
//! Opening the link does nothing, for programs that look at mail open every link in it.

use crate::{Join, form, route};
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
            Some(Application::Submitted(submitted)) if submitted.contact_confirmed_at.is_none() => {
                self.confirm_page(id, token, None)
            }
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
        // What can't be a token is no other answer than a token that is wrong.
        let Ok(parsed) = token.parse::<ConfirmToken>() else {
            return Ok(http::see_other(&route::to_application(id)));
        };
        match self.store.confirm_contact(id, &parsed, self.world.now()).await {
            Ok(ConfirmOutcome::Confirmed | ConfirmOutcome::Refused) => Ok(http::see_other(&route::to_application(id))),
            Ok(ConfirmOutcome::Nothing) => self.show_nothing_here(),
            Err(error) => self.confirm_page(id, &token, Some(self.store_failure(&error))),
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
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
        };
        self.page_after(failure, "confirm.html", values)
    }
}
