//! Replaces the private link of an application: on demand, or for somebody who continues from a link in an email.
//!
//! A link in an email shows no answers. The button behind it leads to a fresh private link, so that nobody who knew an
//! earlier one reads along. Opening a link changes nothing, because programs that scan email open every link in it.

use crate::patience::retrying;
use crate::{Join, form, route};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::history::Hash;
use shared::application::{Application, FormId, LinkId, MailedLink, PrivateLink};
use shared::failure::Failure;
use shared::request;
use shared::response;
use store::{Error, Opened, ReplaceOutcome};

/// What became of a link that was to be replaced.
enum Replaced {
    /// The application is reached by this link now.
    By(PrivateLink),
    /// The link from which it was asked for is no longer one.
    Moved,
    Nothing,
}

/// The hidden field that tells one showing of the form from another.
const FORM: &str = "form";

impl Join {
    /// Shows the button that replaces a link; or, once it was pressed, the new link.
    pub(crate) async fn show_replace(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let form = FormId::from_random(self.entropy.bytes().map_err(|_| self.no_entropy())?);
        match self.find(link).await? {
            Ok(_) => self.replace_page(request, link, &form, None),
            Err(page) => Ok(page),
        }
    }

    /// Replaces a link on demand. A form that is posted again, by a second click or after a lost response, leads to the
    /// link that it made.
    pub(crate) async fn replace(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let body = request::form_body(request, &self.settings.site_origin)?;
        let form = form::value(body, FORM).map_err(|_| Failure::Unreadable)?;
        let form: FormId = form.parse().map_err(|_| Failure::Unreadable)?;
        if let Err(failure) = self.count_source(request).await {
            return self.replace_page(request, link, &form, Some(failure));
        }
        match retrying(|| self.replace_held(link, &form)).await {
            Ok(Replaced::By(new)) => Ok(response::see_other(&format!("{}/replace?done", route::to_application(&new)))),
            Ok(Replaced::Moved) => self.show_moved(),
            Ok(Replaced::Nothing) => self.show_nothing_here(),
            Err(error) => self.replace_page(request, link, &form, Some(self.store_failure(&error))),
        }
    }

    /// Leads on from a link in an email.
    pub(crate) async fn continue_here(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        self.read_button(request)?;
        let application = match self.look_up(link).await? {
            Opened::Mailed(application, _) => application,
            Opened::Active(_) => return Ok(response::see_other(&route::to_application(link))),
            Opened::Replaced => return self.show_moved(),
            Opened::Unknown => return self.show_nothing_here(),
        };
        if let Err(failure) = self.count_source(request).await {
            return self.show_mailed(link, &application, true, Some(failure));
        }
        match retrying(|| self.continue_from_mail(link)).await {
            Ok(Replaced::By(new)) => Ok(response::see_other(&route::to_application(&new))),
            Ok(Replaced::Moved) => self.show_moved(),
            Ok(Replaced::Nothing) => self.show_nothing_here(),
            Err(error) => self.show_mailed(link, &application, true, Some(self.store_failure(&error))),
        }
    }

    /// Whether the reader of the mailbox that a link was sent to may see all of the application. The holder of a draft chose
    /// that mailbox. Of a submitted application it must be the main contact's, and confirmed.
    pub(crate) async fn may_continue(&self, application: &Application, mailed: &MailedLink) -> Result<bool, Error> {
        match application {
            Application::Draft(_) => Ok(true),
            Application::Submitted(submitted) if submitted.contact_confirmed_at.is_none() => Ok(false),
            Application::Submitted(submitted) => {
                let secret = self.store.secret(&self.entropy).await?;
                Ok(submitted.contact_email().is_some_and(|email| secret.mailbox(email) == mailed.mailbox))
            }
        }
    }

    async fn replace_held(&self, link: &PrivateLink, form: &FormId) -> Result<Replaced, Error> {
        let Some(holder) = self.store.holder(link).await? else { return Ok(Replaced::Nothing) };
        let new = self.store.secret(&self.entropy).await?.replacement(&holder, form);
        match self.store.open(link, self.clock.now()).await? {
            Opened::Active(application) => self.replace_by(&application, new, None).await,
            Opened::Unknown => Ok(Replaced::Nothing),
            Opened::Mailed(..) | Opened::Replaced => {
                let new = PrivateLink::Issued(new);
                let opened = self.store.open(&new, self.clock.now()).await?;
                Ok(if matches!(opened, Opened::Active(_)) { Replaced::By(new) } else { Replaced::Moved })
            }
        }
    }

    async fn continue_from_mail(&self, link: &PrivateLink) -> Result<Replaced, Error> {
        let (application, mailed) = match self.store.open(link, self.clock.now()).await? {
            Opened::Mailed(application, mailed) => (application, mailed),
            Opened::Unknown => return Ok(Replaced::Nothing),
            Opened::Active(_) | Opened::Replaced => return Ok(Replaced::Moved),
        };
        if !self.may_continue(&application, &mailed).await? {
            return Ok(Replaced::By(link.clone()));
        }
        // Replaced before, for the reader of the same mailbox.
        if application.link().mailbox.as_ref() == Some(&mailed.mailbox) {
            return Ok(Replaced::By(application.holder().private_link()));
        }
        let new = LinkId::from_random(self.entropy.bytes().map_err(|_| Error::no_entropy())?);
        self.replace_by(&application, new, Some(&mailed.mailbox)).await
    }

    /// # Errors
    /// The table's, or a conflict where another write got in between: then everything is read again.
    async fn replace_by(
        &self,
        application: &Application,
        new: LinkId,
        mailbox: Option<&Hash>,
    ) -> Result<Replaced, Error> {
        match self.store.replace_link(application, &new, mailbox).await? {
            ReplaceOutcome::Replaced => {
                let reference = application.reference().map(ToString::to_string);
                tracing::info!(
                    application.reference = reference,
                    link.by_email = mailbox.is_some(),
                    "private link replaced"
                );
                Ok(Replaced::By(PrivateLink::Issued(new)))
            }
            ReplaceOutcome::Changed(_) => Err(Error::Conflict { operation: "replacement of a link" }),
        }
    }

    /// Checks a form that is a button and nothing else.
    pub(crate) fn read_button(&self, request: &Request) -> Result<(), Failure> {
        let body = request::form_body(request, &self.settings.site_origin)?;
        form::read(body, None).map(drop).map_err(|_| Failure::Unreadable)
    }

    fn replace_page(
        &self,
        request: &Request,
        link: &PrivateLink,
        form: &FormId,
        failure: Option<Failure>,
    ) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(link),
            address_to_keep => self.address_to_keep(request, link),
            form => form.as_str(),
            done => failure.is_none() && request.uri().query() == Some("done"),
            failed => failure.map(|failure| matches!(failure, Failure::TooManyRequests(_))),
        };
        match failure {
            Some(_) => self.page_after(failure, "replace.html", values),
            None => self.page(StatusCode::OK, "replace.html", values),
        }
    }
}
