//! Takes a whole application at once: once, however often it is sent with the same `Idempotency-Key`.

use super::problem::Problem;
use super::{body, key, response};
use crate::patience::{LOOKING, retrying, within};
use crate::sections::Notice;
use crate::{Join, route};
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};
use serde::Serialize;
use shared::application::{ApplicationId, PrivateLink, Reference, SectionAnswers, Status};
use shared::failure::Failure;
use store::{CreateOutcome, Error, Key, NewApplication, Receipt};

/// What is answered, now and when the same is sent again.
#[derive(Serialize)]
struct Created<'a> {
    reference: &'a str,
    status: &'static str,
    submitted_at: String,
    address: String,
}

impl Join {
    pub(super) async fn create_application(&self, request: &Request) -> Result<Response<Body>, Problem> {
        let body = self.json_body(request)?;
        let members = body::read(body)?;
        let key = key::of(request)?;
        let looked_up = within(LOOKING, self.look_up_key(key.as_deref(), body)).await;
        let (key, earlier) = looked_up.map_err(|error| self.store_failure(&error))?;
        // Whoever sends again gets the same answer, whatever the rules have become since.
        if let Some(earlier) = earlier {
            return self.outcome(request, earlier);
        }
        let notice = Notice { version: self.privacy_notice.clone(), at: self.clock.now() };
        let sections = self.parse_sections(members, &notice).map_err(Problem::Answers)?;

        self.count_source(request).await?;
        let outcome = self.create(&sections, key.as_ref()).await;
        self.outcome(request, outcome.map_err(|error| self.store_failure(&error))?)
    }

    /// What the table calls a key, and what became of the first request with it, if there was one. The table has keyed
    /// hashes of keys and bodies alone: either may say who sent it.
    async fn look_up_key(&self, key: Option<&str>, body: &[u8]) -> Result<(Option<Key>, Option<CreateOutcome>), Error> {
        let Some(key) = key else { return Ok((None, None)) };
        let secret = self.store.secret(&self.entropy).await?;
        let key = Key { name: secret.idempotency_key(key), body: secret.body(body) };
        let earlier = self.store.created_with(&key, self.clock.now()).await?;
        Ok((Some(key), earlier))
    }

    fn outcome(&self, request: &Request, outcome: CreateOutcome) -> Result<Response<Body>, Problem> {
        match outcome {
            CreateOutcome::Created(receipt, _) | CreateOutcome::AlreadyCreated(receipt) => {
                self.receipt(request, &receipt)
            }
            CreateOutcome::Deleted => Err(Problem::Deleted),
            CreateOutcome::BodyMismatch => Err(Problem::ReusedKey),
            CreateOutcome::ReferenceTaken => Err(Failure::Unavailable.into()),
        }
    }

    /// Every attempt is for the same id, so that one whose response was lost is found by the next.
    async fn create(&self, sections: &[SectionAnswers], key: Option<&Key>) -> Result<CreateOutcome, Error> {
        let id = ApplicationId::from_random(self.entropy.bytes().map_err(|_| Error::no_entropy())?);
        let id = &id;
        let attempt = || async move {
            let reference = Reference::from_random(self.entropy.bytes().map_err(|_| Error::no_entropy())?);
            let at = self.clock.now();
            let expires = at.plus_days(self.settings.retention.undecided_days);
            match self.store.create(NewApplication { id, reference: &reference, sections, key, at, expires }).await {
                Ok(CreateOutcome::ReferenceTaken) => Err(Error::Conflict { operation: "claim of a reference" }),
                // It may have been written all the same, and only the response was lost.
                Err(error @ Error::Unavailable { .. }) => match self.store.receipt(id, at).await {
                    Ok(Some(receipt)) => Ok(CreateOutcome::AlreadyCreated(receipt)),
                    _ => Err(error),
                },
                outcome => outcome,
            }
        };
        let outcome = retrying(attempt).await?;
        if let CreateOutcome::Created(receipt, head) = &outcome {
            tracing::info!(application.reference = %receipt.reference, application.via = "api", history.length = head.length, history.hash = %head.hash, "application received");
        }
        Ok(outcome)
    }

    fn receipt(&self, request: &Request, receipt: &Receipt) -> Result<Response<Body>, Problem> {
        let created = Created {
            reference: receipt.reference.as_str(),
            status: Status::Received.as_str(),
            submitted_at: receipt.submitted_at.to_string(),
            address: self.address_to_keep(request, &PrivateLink::Original(receipt.id.clone())),
        };
        let mut response = response::json(StatusCode::CREATED, &created)?;
        let location = HeaderValue::from_str(&route::to_api(&receipt.id)).map_err(|_| Failure::Internal)?;
        response.headers_mut().insert(header::LOCATION, location);
        Ok(response)
    }
}
