//! Another private link in place of the one that an application has: on demand, or for somebody who comes by a link from
//! an email.
//!
//! A link in an email shows no answers. Whoever presses the button behind it continues at a fresh private link, so that
//! nobody who knew an earlier one reads along. Opening a link changes nothing, for programs that scan email open every
//! link in it.

use crate::patience::patiently;
use crate::{Join, form, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, LinkId, MailedLink, PrivateLink};
use shared::failure::Failure;
use shared::http;
use shared::store::{Error, Opened, ReplaceOutcome};

/// How a link was replaced.
enum Replaced {
    /// The application is reached by this link now.
    By(PrivateLink),
    /// The link from which it was asked for is no longer one.
    Moved,
    Nothing,
}

impl Join {
    /// Shows the button that replaces a link; or, once it was pressed, the new link.
    pub(crate) async fn show_replace(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        match self.find(link).await? {
            Ok(_) => self.replace_page(request, link, request.uri().query() == Some("done"), None),
            Err(page) => Ok(page),
        }
    }

    pub(crate) async fn replace(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        self.read_button(request)?;
        if let Err(failure) = self.count_source(request).await {
            return self.replace_page(request, link, false, Some(failure));
        }
        match self.replace_link(link, false).await {
            Ok(Replaced::By(new)) => Ok(http::see_other(&format!("{}/replace?done", route::to_application(&new)))),
            Ok(Replaced::Moved) => self.show_moved(),
            Ok(Replaced::Nothing) => self.show_nothing_here(),
            Err(error) => self.replace_page(request, link, false, Some(self.store_failure(&error))),
        }
    }

    /// Leads on from a link in an email.
    pub(crate) async fn continue_here(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        self.read_button(request)?;
        let application = match self.look_up(link).await? {
            Opened::Mailed(application, _) => application,
            Opened::Held(_) => return Ok(http::see_other(&route::to_application(link))),
            Opened::Moved => return self.show_moved(),
            Opened::Nothing => return self.show_nothing_here(),
        };
        if let Err(failure) = self.count_source(request).await {
            return self.show_mailed(link, &application, true, Some(failure));
        }
        match self.replace_link(link, true).await {
            Ok(Replaced::By(new)) => Ok(http::see_other(&route::to_application(&new))),
            Ok(Replaced::Moved) => self.show_moved(),
            Ok(Replaced::Nothing) => self.show_nothing_here(),
            Err(error) => self.show_mailed(link, &application, true, Some(self.store_failure(&error))),
        }
    }

    /// Whether the reader of the mailbox that a link was sent to may see all of the application: whoever has a draft sent
    /// it there; of one that was submitted, it must be the main contact's, and confirmed.
    pub(crate) async fn may_continue(&self, application: &Application, mailed: &MailedLink) -> Result<bool, Error> {
        match application {
            Application::Draft(_) => Ok(true),
            Application::Submitted(submitted) if submitted.contact_confirmed_at.is_none() => Ok(false),
            Application::Submitted(submitted) => {
                let secret = self.store.secret(&self.world).await?;
                Ok(submitted.contact_email().is_some_and(|email| secret.mailbox(email) == mailed.mailbox))
            }
        }
    }

    /// Reads the application and replaces its link. If another write gets in between, both are done again. Every attempt is
    /// for the same new link, so that one whose answer was lost is recognized.
    async fn replace_link(&self, link: &PrivateLink, came_by_mail: bool) -> Result<Replaced, Error> {
        let new = self.new_link()?;
        let issued = PrivateLink::Issued(new.clone());
        let attempts = async {
            for _ in 0..ATTEMPTS {
                let (application, mailbox) = match self.store.open(link, self.world.now()).await? {
                    Opened::Held(application) if !came_by_mail => (application, None),
                    Opened::Mailed(application, mailed) if came_by_mail => {
                        if !self.may_continue(&application, &mailed).await? {
                            return Ok(Replaced::By(link.clone()));
                        }
                        // Replaced before, for the reader of the same mailbox.
                        if application.link().mailbox.as_ref() == Some(&mailed.mailbox) {
                            return Ok(Replaced::By(application.holder().private_link()));
                        }
                        (application, Some(mailed.mailbox))
                    }
                    Opened::Nothing => return Ok(Replaced::Nothing),
                    _ => {
                        let opened = self.store.open(&issued, self.world.now()).await?;
                        let ours = matches!(opened, Opened::Held(_));
                        return Ok(if ours { Replaced::By(issued) } else { Replaced::Moved });
                    }
                };
                match self.store.replace_link(&application, &new, mailbox.as_ref()).await {
                    Ok(ReplaceOutcome::Replaced) => return Ok(Replaced::By(issued)),
                    Ok(ReplaceOutcome::Changed(_)) | Err(Error::Conflict { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Err(Error::Conflict { operation: "replacement of a link" })
        };
        patiently(attempts).await
    }

    fn new_link(&self) -> Result<LinkId, Error> {
        self.world.random().map(LinkId::from_random).map_err(|_| Error::no_entropy())
    }

    /// Checks a form that is a button and nothing else.
    pub(crate) fn read_button(&self, request: &Request) -> Result<(), Failure> {
        let body = http::form_body(request, &self.settings.address)?;
        form::read(body, None).map(drop).map_err(|_| Failure::Unreadable)
    }

    fn replace_page(
        &self,
        request: &Request,
        link: &PrivateLink,
        done: bool,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(link),
            address_to_keep => self.address_to_keep(request, link),
            done,
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
        };
        match failure {
            Some(_) => self.page_after(failure, "replace.html", values),
            None => self.page(StatusCode::OK, "replace.html", values),
        }
    }
}

/// How often a link is replaced when other writes get in between.
const ATTEMPTS: u32 = 4;
