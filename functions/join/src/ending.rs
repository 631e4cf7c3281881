//! Withdrawing an application, and erasing one. Each asks first, and can be asked for any number of times.

use crate::route;
use crate::submit::{ATTEMPTS, PAUSE};
use crate::{Join, form};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::history::Actor;
use shared::application::{Application, ApplicationId, Status};
use shared::failure::Failure;
use shared::http;
use shared::store::{EraseOutcome, Error, Move, MoveOutcome};

/// What is to be done with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Take it back before it is decided.
    Withdraw,
    /// Remove what is held.
    Erase,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The application's address shows it.
    SeeAddress,
    /// Nothing is held any more.
    Erased,
    /// There was nothing.
    Nothing,
}

impl Ending {
    const fn name(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Erase => "erase",
        }
    }

    /// Whether it can be done with this application.
    fn is_open_to(self, application: &Application) -> bool {
        let status = application.status();
        match self {
            Self::Withdraw => status.may_become(Status::Withdrawn),
            Self::Erase => matches!(status, Status::Draft | Status::Withdrawn),
        }
    }
}

impl Join {
    /// Asks whether it is meant.
    pub(crate) async fn show_ending(&self, id: &ApplicationId, ending: Ending) -> Result<Response<Body>, Failure> {
        match self.find(id).await? {
            Some(application) if ending.is_open_to(&application) => self.ask(id, ending, None),
            Some(_) => Ok(http::see_other(&route::to_application(id))),
            None => self.show_nothing_here(),
        }
    }

    pub(crate) async fn end(
        &self,
        request: &Request,
        id: &ApplicationId,
        ending: Ending,
    ) -> Result<Response<Body>, Failure> {
        let body = http::form_body(request, &self.settings.address)?;
        form::read(body, None).map_err(|_| Failure::Unreadable)?;
        if let Err(failure) = self.count_source(request).await {
            return self.ask(id, ending, Some(failure));
        }
        let outcome = match ending {
            Ending::Withdraw => self.withdraw(id).await,
            Ending::Erase => self.erase(id).await,
        };
        match outcome {
            Ok(Ended::SeeAddress) => Ok(http::see_other(&route::to_application(id))),
            Ok(Ended::Erased) => self.page(StatusCode::OK, "erased.html", context! {}),
            Ok(Ended::Nothing) => self.show_nothing_here(),
            Err(error) => self.ask(id, ending, Some(self.store_failure(&error))),
        }
    }

    /// Reads the application and moves it, again if others get in between: whoever is first, decides.
    async fn withdraw(&self, id: &ApplicationId) -> Result<Ended, Error> {
        let mut attempt = 1;
        loop {
            let submitted = match self.store.application(id).await? {
                Some(Application::Submitted(submitted)) if submitted.status.may_become(Status::Withdrawn) => submitted,
                // Withdrawn before, or decided meanwhile: the address shows it.
                Some(_) => return Ok(Ended::SeeAddress),
                None => return Ok(Ended::Nothing),
            };
            let at = self.world.now();
            let retention = self.settings.retention;
            let change = Move { to: Status::Withdrawn, by: Actor::Applicant, at, retention };
            match self.store.change_status(&submitted, change).await {
                Ok(MoveOutcome::Moved(head)) => {
                    tracing::info!(application.reference = %submitted.reference, history.length = head.length, history.hash = %head.hash, "application withdrawn");
                    return Ok(Ended::SeeAddress);
                }
                Ok(MoveOutcome::Refused(_)) | Err(Error::Conflict { .. }) if attempt < ATTEMPTS => {
                    tokio::time::sleep(PAUSE * attempt).await;
                }
                Ok(MoveOutcome::Refused(_)) => return Err(Error::Conflict { operation: "TransactWriteItems" }),
                Err(error) => return Err(error),
            }
            attempt += 1;
        }
    }

    async fn erase(&self, id: &ApplicationId) -> Result<Ended, Error> {
        let mut attempt = 1;
        loop {
            match self.store.erase(id).await {
                Ok(EraseOutcome::Erased) => return Ok(Ended::Erased),
                Ok(EraseOutcome::Refused(_)) => return Ok(Ended::SeeAddress),
                Err(Error::Conflict { .. }) if attempt < ATTEMPTS => tokio::time::sleep(PAUSE * attempt).await,
                Err(error) => return Err(error),
            }
            attempt += 1;
        }
    }

    /// The page with the button; with what kept it from working, if it was pressed.
    fn ask(&self, id: &ApplicationId, ending: Ending, failure: Option<Failure>) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(id),
            ending => ending.name(),
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
        };
        let status = failure.map_or(StatusCode::OK, Failure::status);
        let mut response = self.page(status, "ending.html", values)?;
        if let Some(failure) = failure {
            failure.set_headers(&mut response);
        }
        Ok(response)
    }
}
