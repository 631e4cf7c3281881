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
use shared::response;
use store::{EraseOutcome, Error, Opened, StatusChange, StatusChangeOutcome};

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
            Opened::Active(application) if ending.is_open_to(&application) => {
                self.ask(link, ending, application.status() != Status::Draft, None)
            }
            Opened::Active(_) | Opened::Mailed(..) => Ok(response::see_other(&route::to_application(link))),
            Opened::Replaced => self.show_moved(),
            Opened::Unknown if ending == Ending::Erase && request.uri().query() == Some("erased") => {
                let erased =
                    within(LOOKING, self.was_erased(link)).await.map_err(|error| self.store_failure(&error))?;
                if erased { self.page(StatusCode::OK, "erased.html", context! {}) } else { self.show_nothing_here() }
            }
            Opened::Unknown => self.show_nothing_here(),
        }
    }

    async fn was_erased(&self, link: &PrivateLink) -> Result<bool, Error> {
        match self.store.holder(link).await? {
            Some(holder) => self.store.was_erased(&holder.id, self.clock.now()).await,
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
            Ok(Ended::SeeLink) => Ok(response::see_other(&route::to_application(link))),
            Ok(Ended::Erased) => Ok(response::see_other(&format!("{}/erase?erased", route::to_application(link)))),
            Ok(Ended::Moved) => self.show_moved(),
            Ok(Ended::Nothing) => self.show_nothing_here(),
            Err(error) => self.ask(link, ending, false, Some(self.store_failure(&error))),
        }
    }

    /// Reads the application and moves it. If others get in between, it is read again: whoever is first, decides.
    async fn withdraw(&self, link: &PrivateLink) -> Result<Ended, Error> {
        let submitted = match self.store.open(link, self.clock.now()).await? {
            Opened::Active(Application::Submitted(submitted)) if submitted.status.may_become(Status::Withdrawn) => {
                submitted
            }
            // Withdrawn before, or decided meanwhile: the link shows it.
            Opened::Active(_) | Opened::Mailed(..) => return Ok(Ended::SeeLink),
            Opened::Replaced => return Ok(Ended::Moved),
            Opened::Unknown => return Ok(Ended::Nothing),
        };
        let (at, retention) = (self.clock.now(), self.settings.retention);
        let change = StatusChange { to: Status::Withdrawn, by: Actor::Applicant, at, retention };
        match self.store.change_status(&submitted, change).await? {
            StatusChangeOutcome::Changed(head) => {
                tracing::info!(application.reference = %submitted.reference, history.length = head.length, history.hash = %head.hash, "application withdrawn");
                Ok(Ended::SeeLink)
            }
            StatusChangeOutcome::Rejected(_) => Err(Error::Conflict { operation: "withdrawal" }),
        }
    }

    async fn erase(&self, link: &PrivateLink) -> Result<Ended, Error> {
        let Some(holder) = self.store.holder(link).await? else { return Ok(Ended::Nothing) };
        Ok(match self.store.erase(&holder, self.clock.now()).await? {
            EraseOutcome::Erased => Ended::Erased,
            EraseOutcome::Refused(_) => Ended::SeeLink,
            EraseOutcome::Replaced => Ended::Moved,
            EraseOutcome::Unknown => Ended::Nothing,
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
