//! Opens a link and says what it leads to.

use crate::patience::{LOOKING, patiently, within};
use crate::{Join, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use minijinja::context;
use shared::application::{Application, Holder, PrivateLink};
use shared::failure::Failure;
use shared::response;
use store::{Current, Error, Opened};

/// Why a link does not show its application: the page that says so.
pub(crate) type Elsewhere = Response<Body>;

impl Join {
    /// Opens a link, where that is what the request is for.
    pub(crate) async fn open(&self, link: &PrivateLink) -> Result<Opened, Failure> {
        patiently(self.store.open(link, self.clock.now())).await.map_err(|error| self.store_failure(&error))
    }

    /// Opens a link beside what the request is for, which takes its time as well.
    pub(crate) async fn look_up(&self, link: &PrivateLink) -> Result<Opened, Failure> {
        let opened = within(LOOKING, self.store.open(link, self.clock.now())).await;
        opened.map_err(|error| self.store_failure(&error))
    }

    /// Returns the holder of a link that a form was posted to, without reading the application.
    pub(crate) async fn holder(&self, link: &PrivateLink) -> Result<Option<Holder>, Error> {
        within(LOOKING, self.store.holder(link)).await
    }

    /// The application of somebody who holds its private link; for others, the page that they get.
    pub(crate) async fn find(&self, link: &PrivateLink) -> Result<Result<Application, Elsewhere>, Failure> {
        self.held(link, self.open(link).await?)
    }

    /// The same, of a link that was opened.
    pub(crate) fn held(&self, link: &PrivateLink, opened: Opened) -> Result<Result<Application, Elsewhere>, Failure> {
        Ok(match opened {
            Opened::Active(application) => Ok(application),
            // A link from an email leads to one page only.
            Opened::Mailed(..) => Err(response::see_other(&route::to_application(link))),
            Opened::Replaced => Err(self.show_moved()?),
            Opened::Unknown => Err(self.show_nothing_here()?),
        })
    }

    /// What a write found in place of what it expected: the application, or the page that says where it is.
    pub(crate) fn current(&self, current: Current) -> Result<Result<Application, Elsewhere>, Failure> {
        Ok(match current {
            Current::Application(application) => Ok(application),
            Current::Replaced => Err(self.show_moved()?),
            Current::Unknown => Err(self.show_nothing_here()?),
        })
    }

    /// Shows the same page whether the link is mistyped, expired or deleted.
    pub(crate) fn show_nothing_here(&self) -> Result<Response<Body>, Failure> {
        let days = self.settings.retention.draft_days;
        self.page(StatusCode::NOT_FOUND, "nothing.html", context! { days })
    }

    /// The application is reached by another link now, and that is all that this one says.
    pub(crate) fn show_moved(&self) -> Result<Response<Body>, Failure> {
        self.page(StatusCode::GONE, "moved.html", context! {})
    }

    /// The page of a link that was sent by email.
    pub(crate) fn show_mailed(
        &self,
        link: &PrivateLink,
        application: &Application,
        may_continue: bool,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        match application {
            Application::Draft(_) => {
                let values = context! {
                    address => route::to_application(link),
                    failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
                };
                self.page_after(failure, "continue.html", values)
            }
            Application::Submitted(submitted) => self.show_status_only(link, submitted, may_continue, failure),
        }
    }
}
