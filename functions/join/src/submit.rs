//! Sends an application: once, however often it is asked for.

use crate::patience::retrying;
use crate::{Join, form, route};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, ApplicationId, Reference};
use shared::failure::Failure;
use shared::http;
use shared::store::{Error, SubmitOutcome};

impl Join {
    pub(crate) async fn submit_application(
        &self,
        request: &Request,
        id: &ApplicationId,
    ) -> Result<Response<Body>, Failure> {
        let body = http::form_body(request, &self.settings.address)?;
        let checked = form::read(body, None).map_err(|_| Failure::Unreadable)?.version;
        let status_page = || Ok(http::see_other(&route::to_application(id)));

        if let Err(failure) = self.count_source(request).await {
            // A second click: the first may have sent it.
            return match self.find(id).await? {
                Some(Application::Submitted(_)) => status_page(),
                _ => self.offer_retry(failure, id, checked),
            };
        }
        match retrying(|| self.submit(id, checked)).await {
            Ok(SubmitOutcome::Refused(Some(Application::Draft(draft)))) if draft.next_section().is_none() => {
                self.show_check(&draft, true)
            }
            // Sent, now or before; or not finished: the address shows what it calls for.
            Ok(SubmitOutcome::Submitted(_) | SubmitOutcome::Refused(Some(_))) => status_page(),
            Ok(SubmitOutcome::Refused(None)) => self.show_nothing_here(),
            Ok(SubmitOutcome::ReferenceTaken) => self.offer_retry(Failure::Unavailable, id, checked),
            Err(error) => self.offer_retry(self.store_failure(&error), id, checked),
        }
    }

    /// One attempt, under a reference of its own.
    async fn submit(&self, id: &ApplicationId, checked: u64) -> Result<SubmitOutcome, Error> {
        let reference = Reference::from_random(self.world.random().map_err(|_| Error::no_entropy())?);
        let outcome = self.store.submit(id, checked, &reference, self.world.now()).await?;
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
    fn offer_retry(&self, failure: Failure, id: &ApplicationId, checked: u64) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(id),
            version => checked,
            too_many => matches!(failure, Failure::TooManyRequests(_)),
        };
        self.page_after(Some(failure), "retry.html", values)
    }
}
