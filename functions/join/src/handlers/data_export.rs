//! Exports everything stored about an application to its holder, as JSON (RFC 8259).

use super::status::{kept_until, undelivered};
use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::PageResult;
use crate::links;
use lambda_http::Request;
use lambda_http::http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use shared::application::history::Entry;
use shared::application::{Application, ContactUndelivered, PrivateLink, SectionAnswers};
use shared::failure::Failure;
use shared::response::{self, Audience};
use shared::timestamp::Timestamp;
use std::collections::BTreeMap;

/// The exported data: everything except conclusions of staff and programs.
#[derive(Debug, Serialize)]
struct DataExport<'a> {
    address: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_confirmed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_undelivered: Option<UndeliveredExport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<String>,
    /// The answers by section and field.
    answers: BTreeMap<&'static str, &'a SectionAnswers>,
    history: Vec<HistoryExport>,
}

#[derive(Debug, Serialize)]
struct UndeliveredExport {
    at: String,
    why: &'static str,
}

impl From<ContactUndelivered> for UndeliveredExport {
    fn from(undelivered: ContactUndelivered) -> Self {
        Self { at: undelivered.at.to_string(), why: undelivered.why.as_str() }
    }
}

/// A history entry without the hashes that only verification needs.
#[derive(Debug, Serialize)]
struct HistoryExport {
    at: String,
    by: &'static str,
    from: &'static str,
    to: &'static str,
}

impl From<&Entry> for HistoryExport {
    fn from(entry: &Entry) -> Self {
        let Entry { at, by, from, to, .. } = entry;
        Self { at: at.to_string(), by: by.as_str(), from: from.as_str(), to: to.as_str() }
    }
}

/// Sends the data as a file.
pub(crate) async fn download(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let application = links::application(ctx, link).await?;
    let history = with_deadline(ctx.store.history(application.id())).await?;
    let export = export(ctx.address_to_keep(request, link), &application, &history);
    let json = serde_json::to_string_pretty(&export).map_err(|error| {
        tracing::error!(error.message = ?error.classify(), "data export can't be written");
        Failure::Internal
    })?;
    let name = export.reference.unwrap_or("draft");
    let mut response = response::html(StatusCode::OK, json, Audience::LinkHolder);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"application-{name}.json\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

fn export<'a>(address: String, application: &'a Application, history: &[Entry]) -> DataExport<'a> {
    let history = history.iter().map(HistoryExport::from).collect();
    let status = application.status().as_str();
    let by_section = |answers: &'a SectionAnswers| (answers.section().name(), answers);
    match application {
        Application::Draft(draft) => DataExport {
            address,
            status,
            reference: None,
            created_at: draft.created_at.to_string(),
            updated_at: draft.updated_at.to_string(),
            submitted_at: None,
            contact_confirmed_at: None,
            contact_undelivered: None,
            kept_until: draft.expires_at.map(Timestamp::date),
            answers: draft.sections.iter().map(|saved| by_section(&saved.answers)).collect(),
            history,
        },
        Application::Submitted(submitted) => DataExport {
            address,
            status,
            reference: Some(submitted.reference.as_str()),
            created_at: submitted.created_at.to_string(),
            updated_at: submitted.updated_at.to_string(),
            submitted_at: Some(submitted.submitted_at.to_string()),
            contact_confirmed_at: submitted.contact_confirmed_at.map(|at| at.to_string()),
            contact_undelivered: undelivered(submitted).map(UndeliveredExport::from),
            kept_until: kept_until(submitted).map(Timestamp::date),
            answers: submitted.sections.iter().map(by_section).collect(),
            history,
        },
    }
}
