//! Creates a submitted application, once for each `Idempotency-Key`.

use super::answers::parse_form;
use super::{ApiError, ApiResult, body, json_response, key};
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::parse::PrivacyConsent;
use crate::{paths, rate_limit};
use lambda_http::Request;
use lambda_http::http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use shared::application::{Answers, ApplicationId, PrivateLink, Reference, Status};
use shared::failure::Failure;
use shared::telemetry::Metric;
use store::{CreateOutcome, Error, Key, NewApplication, Receipt};

/// The response to the first request and to its repeats.
#[derive(Serialize)]
struct Created<'a> {
    reference: &'a str,
    status: &'static str,
    submitted_at: String,
    address: String,
}

pub(crate) async fn create_application(ctx: &Context, request: &Request) -> ApiResult {
    let body = body::json_body(ctx, request)?;
    let members = body::read(body)?;
    let key = key::of(request)?;
    let (key, earlier) = within(LOOKUP_TIMEOUT, look_up_key(ctx, key.as_deref(), body)).await?;
    // A repeat gets the first response, even if the rules have changed since.
    if let Some(earlier) = earlier {
        return respond(ctx, request, earlier);
    }
    let answers = parse_form(ctx.words(), members, &PrivacyConsent::now(ctx)).map_err(ApiError::Invalid)?;
    rate_limit::check(ctx, request).await?;
    respond(ctx, request, create(ctx, &answers, key.as_ref()).await?)
}

/// Returns the key as the table stores it, and the outcome of an earlier request with the same key. The table stores
/// keyed hashes of keys and bodies, because either may identify the sender.
async fn look_up_key(
    ctx: &Context,
    key: Option<&str>,
    body: &[u8],
) -> Result<(Option<Key>, Option<CreateOutcome>), Error> {
    let Some(key) = key else { return Ok((None, None)) };
    let secret = ctx.store.secret(&ctx.entropy).await?;
    let key = Key { name: secret.idempotency_key(key), body: secret.body(body) };
    let earlier = ctx.store.earlier_creation(&key, ctx.clock.now()).await?;
    Ok((Some(key), earlier))
}

/// Creates the application. All attempts use the same id, so that a retry finds an attempt whose response was lost.
async fn create(ctx: &Context, answers: &Answers, key: Option<&Key>) -> Result<CreateOutcome, Error> {
    let id = ApplicationId::from_random(ctx.entropy.bytes().map_err(|_| Error::no_entropy())?);
    let id = &id;
    let sections: Vec<&str> = answers.asked_sections(ctx.form()).map(|section| section.name.as_str()).collect();
    let (sections, form_version) = (sections.as_slice(), ctx.form().version.as_str());
    let attempt = || async move {
        ctx.definition.keep(&ctx.store).await?;
        let reference = Reference::from_random(ctx.entropy.bytes().map_err(|_| Error::no_entropy())?);
        let at = ctx.clock.now();
        let expires = at.plus_days(ctx.settings.retention.undecided_days);
        match ctx
            .store
            .create(NewApplication { id, reference: &reference, answers, sections, form_version, key, at, expires })
            .await
        {
            Ok(CreateOutcome::ReferenceTaken) => Err(Error::Conflict { operation: "claim of a reference" }),
            // The write may have succeeded and only its response been lost.
            Err(error @ Error::Unavailable { .. }) => match ctx.store.receipt(id, at).await {
                Ok(Some(receipt)) => Ok(CreateOutcome::AlreadyCreated(receipt)),
                _ => Err(error),
            },
            outcome => outcome,
        }
    };
    let outcome = retry_conflicts(attempt).await?;
    if let CreateOutcome::Created(receipt, head) = &outcome {
        tracing::info!(metric = Metric::ApplicationsReceived.as_str(), application.reference = %receipt.reference, application.via = "api", history.length = head.length, history.hash = %head.hash, "application received");
    }
    Ok(outcome)
}

fn respond(ctx: &Context, request: &Request, outcome: CreateOutcome) -> ApiResult {
    match outcome {
        CreateOutcome::Created(receipt, _) | CreateOutcome::AlreadyCreated(receipt) => created(ctx, request, &receipt),
        CreateOutcome::Deleted => Err(ApiError::Deleted),
        CreateOutcome::BodyMismatch => Err(ApiError::ReusedKey),
        CreateOutcome::ReferenceTaken => Err(Failure::Unavailable.into()),
    }
}

fn created(ctx: &Context, request: &Request, receipt: &Receipt) -> ApiResult {
    let created = Created {
        reference: receipt.reference.as_str(),
        status: Status::Received.as_str(),
        submitted_at: receipt.submitted_at.to_string(),
        address: ctx.address_to_keep(request, &PrivateLink::Original(receipt.id.clone())),
    };
    let mut response = json_response::of(StatusCode::CREATED, &created)?;
    let location = HeaderValue::from_str(&paths::api_application(&receipt.id)).map_err(|_| Failure::Internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}
