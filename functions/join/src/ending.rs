//! Withdrawing an application, and erasing one. Each asks first, and can be asked for any number of times.

use crate::Join;
use crate::patience::{LOOKING, retrying, within};
use crate::route;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::history::Actor;
use shared::application::{Application, PrivateLink, Status};
use shared::failure::Failure;
use shared::http;
use shared::store::{EraseOutcome, Error, Move, MoveOutcome, Opened};

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
    /// The application's link shows it.
    SeeLink,
    /// Nothing is held any more.
    Erased,
    /// The application is reached by another link.
    Moved,
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
        link: &PrivateLink,
        ending: Ending,
    ) -> Result<Response<Body>, Failure> {
        match self.open(link).await? {
            Opened::Held(application) if ending.is_open_to(&application) => {
                self.ask(link, ending, application.status() != Status::Draft, None)
            }
            Opened::Held(_) | Opened::Mailed(..) => Ok(http::see_other(&route::to_application(link))),
            Opened::Moved => self.show_moved(),
            Opened::Nothing if ending == Ending::Erase && request.uri().query() == Some("erased") => {
                let erased =
                    within(LOOKING, self.was_erased(link)).await.map_err(|error| self.store_failure(&error))?;
                if erased { self.page(StatusCode::OK, "erased.html", context! {}) } else { self.show_nothing_here() }
            }
            Opened::Nothing => self.show_nothing_here(),
        }
    }

    async fn was_erased(&self, link: &PrivateLink) -> Result<bool, Error> {
        match self.store.holder(link).await? {
            Some(holder) => self.store.was_erased(&holder.id, self.world.now()).await,
            None => Ok(false),
        }
    }

    pub(crate) async fn end(
        &self,
        request: &Request,
        link: &PrivateLink,
        ending: Ending,
    ) -> Result<Response<Body>, Failure> {
        self.read_button(request)?;
        if let Err(failure) = self.count_source(request).await {
            return self.ask(link, ending, false, Some(failure));
        }
        let outcome = match ending {
            Ending::Withdraw => retrying(|| self.withdraw(link)).await,
            Ending::Erase => retrying(|| self.erase(link)).await,
        };
        match outcome {
            Ok(Ended::SeeLink) => Ok(http::see_other(&route::to_application(link))),
            Ok(Ended::Erased) => Ok(http::see_other(&format!("{}/erase?erased", route::to_application(link)))),
            Ok(Ended::Moved) => self.show_moved(),
            Ok(Ended::Nothing) => self.show_nothing_here(),
            Err(error) => self.ask(link, ending, false, Some(self.store_failure(&error))),
        }
    }

    /// Reads the application and moves it. If others get in between, it is read again: whoever is first, decides.
    async fn withdraw(&self, link: &PrivateLink) -> Result<Ended, Error> {
        let submitted = match self.store.open(link, self.world.now()).await? {
            Opened::Held(Application::Submitted(submitted)) if submitted.status.may_become(Status::Withdrawn) => {
                submitted
            }
            // Withdrawn before, or decided meanwhile: the link shows it.
            Opened::Held(_) | Opened::Mailed(..) => return Ok(Ended::SeeLink),
            Opened::Moved => return Ok(Ended::Moved),
            Opened::Nothing => return Ok(Ended::Nothing),
        };
        let (at, retention) = (self.world.now(), self.settings.retention);
        let change = Move { to: Status::Withdrawn, by: Actor::Applicant, at, retention };
        match self.store.change_status(&submitted, change).await? {
            MoveOutcome::Moved(head) => {
                tracing::info!(application.reference = %submitted.reference, history.length = head.length, history.hash = %head.hash, "application withdrawn");
                Ok(Ended::SeeLink)
            }
            MoveOutcome::Refused(_) => Err(Error::Conflict { operation: "withdrawal" }),
        }
    }

    async fn erase(&self, link: &PrivateLink) -> Result<Ended, Error> {
        let Some(holder) = self.store.holder(link).await? else { return Ok(Ended::Nothing) };
        Ok(match self.store.erase(&holder, self.world.now()).await? {
            EraseOutcome::Erased => Ended::Erased,
            EraseOutcome::Refused(_) => Ended::SeeLink,
            EraseOutcome::Moved => Ended::Moved,
            EraseOutcome::Nothing => Ended::Nothing,
        })
    }

    /// The page with the button; with what kept it from working, if it was pressed.
    fn ask(
        &self,
        link: &PrivateLink,
        ending: Ending,
        submitted: bool,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(link),
            ending => ending.name(),
            submitted => submitted && ending == Ending::Erase,
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
        };
        self.page_after(failure, "ending.html", values)
    }
}
