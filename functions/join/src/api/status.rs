//! The status of an application.

use super::{ApiError, ApiResult, json_response};
use crate::{context::Context, links};
use lambda_http::http::StatusCode;
use serde::Serialize;
use shared::application::{Application, PrivateLink, Status};
use shared::failure::Failure;
use store::LinkLookup;

#[derive(Serialize)]
#[serde(untagged)]
enum ApplicationStatus<'a> {
    Draft { status: &'a str, created_at: String, updated_at: String },
    Submitted { reference: &'a str, status: &'a str, submitted_at: String, updated_at: String },
}

pub(crate) async fn show(ctx: &Context, id: &str) -> ApiResult {
    let link: PrivateLink = id.parse().map_err(|_| Failure::NotFound)?;
    let application = match links::open(ctx, &link).await? {
        LinkLookup::Active(application) | LinkLookup::Mailed(application, _) => application,
        LinkLookup::Replaced => return Err(ApiError::ReplacedLink),
        LinkLookup::Unknown => return Err(Failure::NotFound.into()),
    };
    let status = match &application {
        Application::Draft(draft) => ApplicationStatus::Draft {
            status: Status::Draft.as_str(),
            created_at: draft.created_at.to_string(),
            updated_at: draft.updated_at.to_string(),
        },
        Application::Submitted(submitted) => ApplicationStatus::Submitted {
            reference: submitted.reference.as_str(),
            status: ctx.shown_status(submitted).as_str(),
            submitted_at: submitted.submitted_at.to_string(),
            updated_at: submitted.updated_at.to_string(),
        },
    };
    Ok(json_response::of(StatusCode::OK, &status)?)
}
