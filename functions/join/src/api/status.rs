//! Where an application stands, for a program that has its id.

use super::problem::Problem;
use super::response;
use crate::Join;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use serde::Serialize;
use shared::application::{Application, PrivateLink, Status};
use shared::failure::Failure;
use store::Opened;

#[derive(Serialize)]
#[serde(untagged)]
enum Standing<'a> {
    Draft { status: &'a str, created_at: String, updated_at: String },
    Sent { reference: &'a str, status: &'a str, submitted_at: String, updated_at: String },
}

impl Join {
    pub(super) async fn tell_status(&self, link: &PrivateLink) -> Result<Response<Body>, Problem> {
        let application = match self.open(link).await? {
            Opened::Active(application) | Opened::Mailed(application, _) => application,
            Opened::Replaced => return Err(Problem::Moved),
            Opened::Unknown => return Err(Failure::NotFound.into()),
        };
        match &application {
            Application::Draft(draft) => response::json(
                StatusCode::OK,
                &Standing::Draft {
                    status: Status::Draft.as_str(),
                    created_at: draft.created_at.to_string(),
                    updated_at: draft.updated_at.to_string(),
                },
            ),
            Application::Submitted(sent) => response::json(
                StatusCode::OK,
                &Standing::Sent {
                    reference: sent.reference.as_str(),
                    status: sent.status.as_str(),
                    submitted_at: sent.submitted_at.to_string(),
                    updated_at: sent.updated_at.to_string(),
                },
            ),
        }
    }
}
