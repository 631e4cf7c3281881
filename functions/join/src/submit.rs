//! Sends an application: once, however often it is asked for.

use crate::{Join, form, route};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, ApplicationId, Reference};
use shared::failure::Failure;
use shared::http;
use shared::store::{Error, SubmitOutcome};
use std::time::Duration;

/// How often a submission is begun anew when others get in between. Every one of them but the first waits before it.
pub(crate) const ATTEMPTS: u32 = 4;
/// How long all of them may take: less than the function's `Timeout` in the template.
pub(crate) const PATIENCE: Duration = Duration::from_secs(12);
pub(crate) const PAUSE: Duration = Duration::from_millis(50);

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
            return self.offer_retry(failure, id, checked);
        }
        let attempts = tokio::time::timeout(PATIENCE, self.submit(id, checked)).await;
        match attempts.unwrap_or_else(|_| Err(self.out_of_time())) {
            Ok(SubmitOutcome::Submitted(_)) => status_page(),
            Ok(SubmitOutcome::Refused(Some(Application::Draft(draft)))) if draft.next_section().is_none() => {
                self.show_check(&draft, true)
            }
            // Sent before, or not finished: the address shows what it calls for.
            Ok(SubmitOutcome::Refused(Some(_))) => status_page(),
            Ok(SubmitOutcome::Refused(None)) => self.show_nothing_here(),
            Ok(SubmitOutcome::ReferenceTaken) => {
                tracing::error!("no reference was free");
                self.offer_retry(Failure::Unavailable, id, checked)
            }
            Err(failure) => self.offer_retry(failure, id, checked),
        }
    }

    /// Tries until a reference is free and nobody else is writing. Conditions make every attempt safe to repeat.
    async fn submit(&self, id: &ApplicationId, checked: u64) -> Result<SubmitOutcome, Failure> {
        let mut outcome = Ok(SubmitOutcome::ReferenceTaken);
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                tokio::time::sleep(PAUSE * attempt).await;
            }
            let reference = Reference::from_random(self.world.random().map_err(|_| self.no_entropy())?);
            outcome = self.store.submit(id, checked, &reference, self.world.now()).await;
            match &outcome {
                Ok(SubmitOutcome::Submitted(head)) => {
                    tracing::info!(application.reference = %reference, history.length = head.length, history.hash = %head.hash, "application received");
                    break;
                }
                Ok(SubmitOutcome::ReferenceTaken) | Err(Error::Conflict { .. }) => {}
                Ok(SubmitOutcome::Refused(_)) | Err(_) => break,
            }
        }
        outcome.map_err(|error| self.store_failure(&error))
    }

    /// The answers are safe in the table; what can be lost is the press of the button, so the page has the button.
    fn offer_retry(&self, failure: Failure, id: &ApplicationId, checked: u64) -> Result<Response<Body>, Failure> {
        let values = context! {
            address => route::to_application(id),
            version => checked,
            too_many => matches!(failure, Failure::TooManyRequests(_)),
        };
        let mut response = self.page(failure.status(), "retry.html", values)?;
        failure.set_headers(&mut response);
        Ok(response)
    }
}
