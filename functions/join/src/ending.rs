//! Withdrawing an application, and erasing one. Each asks first, and can be asked for any number of times.

use crate::patience::retrying;
use crate::route;
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
    pub(crate) async fn show_ending(
        &self,
        request: &Request,
        id: &ApplicationId,
        ending: Ending,
    ) -> Result<Response<Body>, Failure> {
        match self.find(id).await? {
            Some(application) if ending.is_open_to(&application) => {
                self.ask(id, ending, application.status() != Status::Draft, None)
            }
            Some(_) => Ok(http::see_other(&route::to_application(id))),
            None if ending == Ending::Erase && request.uri().query() == Some("erased") => {
                self.page(StatusCode::OK, "erased.html", context! {})
            }
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
            return self.ask(id, ending, false, Some(failure));
        }
        let outcome = match ending {
            Ending::Withdraw => retrying(|| self.withdraw(id)).await,
            Ending::Erase => retrying(|| self.erase(id)).await,
        };
        match outcome {
            Ok(Ended::SeeAddress) => Ok(http::see_other(&route::to_application(id))),
            Ok(Ended::Erased) => Ok(http::see_other(&format!("{}/erase?erased", route::to_application(id)))),
            Ok(Ended::Nothing) => self.show_nothing_here(),
            Err(error) => self.ask(id, ending, false, Some(self.store_failure(&error))),
        }
    }

    /// Reads the application and moves it. If others get in between, it is read again: whoever is first, decides.
    async fn withdraw(&self, id: &ApplicationId) -> Result<Ended, Error> {
        let submitted = match self.store.application(id).await? {
            Some(Application::Submitted(submitted)) if submitted.status.may_become(Status::Withdrawn) => submitted,
            // Withdrawn before, or decided meanwhile: the address shows it.
            Some(_) => return Ok(Ended::SeeAddress),
            None => return Ok(Ended::Nothing),
        };
        let (at, retention) = (self.world.now(), self.settings.retention);
        let change = Move { to: Status::Withdrawn, by: Actor::Applicant, at, retention };
        match self.store.change_status(&submitted, change).await? {
            MoveOutcome::Moved(head) => {
                tracing::info!(application.reference = %submitted.reference, history.length = head.length, history.hash = %head.hash, "application withdrawn");
                Ok(Ended::SeeAddress)
            }
            MoveOutcome::Refused(_) => Err(Error::Conflict { operation: "withdrawal" }),
        }
    }

    async fn erase(&self, id: &ApplicationId) -> Result<Ended, Error> {
        Ok(match self.store.erase(id).await? {
            EraseOutcome::Erased => Ended::Erased,
            EraseOutcome::Refused(_) => Ended::SeeAddress,
        })
    }

    /// The page with the button; with what kept it from working, if it was pressed.
    fn ask(
        &self,
        id: &ApplicationId,
        ending: Ending,
        submitted: bool,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(id),
            ending => ending.name(),
            submitted => submitted && ending == Ending::Erase,
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
        };
        self.page_after(failure, "ending.html", values)
    }
}
