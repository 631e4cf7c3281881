//! Sends an application: once, however often it is asked for.

use crate::patience::retrying;
use crate::{Join, form, route};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, Holder, PrivateLink, Reference};
use shared::failure::Failure;
use shared::request;
use shared::response;
use store::{Error, Opened, SubmitOutcome};

impl Join {
    pub(crate) async fn submit_application(
        &self,
        request: &Request,
        link: &PrivateLink,
    ) -> Result<Response<Body>, Failure> {
        let body = request::form_body(request, &self.settings.site_origin)?;
        let checked = form::read(body, None).map_err(|_| Failure::Unreadable)?.version;
        let status_page = || Ok(response::see_other(&route::to_application(link)));

        if let Err(failure) = self.count_source(request).await {
            // A second click: the first may have sent it.
            return match self.look_up(link).await? {
                Opened::Active(Application::Submitted(_)) => status_page(),
                _ => self.offer_retry(failure, link, checked),
            };
        }
        let holder = match self.holder(link).await {
            Ok(Some(holder)) => holder,
            Ok(None) => return self.show_nothing_here(),
            Err(error) => return self.offer_retry(self.store_failure(&error), link, checked),
        };
        match retrying(|| self.submit(&holder, checked)).await {
            Ok(SubmitOutcome::Submitted(_)) => status_page(),
            Ok(SubmitOutcome::Refused(current)) => match self.current(current)? {
                Ok(Application::Draft(draft)) if draft.next_section().is_none() => self.show_check(link, &draft, true),
                // Sent before; or not finished: the link shows what it calls for.
                Ok(_) => status_page(),
                Err(page) => Ok(page),
            },
            Ok(SubmitOutcome::ReferenceTaken) => self.offer_retry(Failure::Unavailable, link, checked),
            Err(error) => self.offer_retry(self.store_failure(&error), link, checked),
        }
    }

    /// One attempt, under a reference of its own.
    async fn submit(&self, holder: &Holder, checked: u64) -> Result<SubmitOutcome, Error> {
        let reference = Reference::from_random(self.entropy.bytes().map_err(|_| Error::no_entropy())?);
        let now = self.clock.now();
        let expires = now.plus_days(self.settings.retention.undecided_days);
        let outcome = self.store.submit(holder, checked, &reference, now, expires).await?;
        match &outcome {
            SubmitOutcome::Submitted(head) => {
                tracing::info!(application.reference = %reference, history.length = head.length, history.hash = %head.hash, "application received");
            }
            SubmitOutcome::ReferenceTaken => return Err(Error::Conflict { operation: "claim of a reference" }),
            SubmitOutcome::Refused(_) => {}
        }
        Ok(outcome)
    }

    /// The answers are safe in the table; what can be lost is the press of the button, so the page has the button.
    fn offer_retry(&self, failure: Failure, link: &PrivateLink, checked: u64) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(link),
            version => checked,
            too_many => matches!(failure, Failure::TooManyRequests(_)),
        };
        self.page_after(Some(failure), "retry.html", values)
    }
}
