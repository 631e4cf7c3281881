//! What is held of an application, for whoever sent it: a copy to print, and all of it for programs.

use crate::patience::patiently;
use crate::status::{closes, undelivered};
use crate::{Join, route, summary};
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use shared::application::history::Entry;
use shared::application::{Application, ContactUndelivered, PrivateLink, SectionAnswers};
use shared::failure::Failure;
use shared::response::{self, Audience};
use shared::timestamp::Timestamp;
use std::collections::BTreeMap;

/// Everything that is held of an application but what staff and programs conclude from it.
#[derive(Debug, Serialize)]
struct Held<'a> {
    address: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<String>,
    /// When the main contact's address was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_confirmed_at: Option<String>,
    /// Why the main contact is not reached by e-mail, and since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_undelivered: Option<Returned>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<String>,
    /// By section: the answers under their names.
    answers: BTreeMap<&'static str, &'a SectionAnswers>,
    history: Vec<Change>,
}

/// A message that came back.
#[derive(Debug, Serialize)]
struct Returned {
    at: String,
    why: &'static str,
}

impl From<ContactUndelivered> for Returned {
    fn from(because: ContactUndelivered) -> Self {
        Self { at: because.at.to_string(), why: because.why.as_str() }
    }
}

/// An entry of the history, without what only a check of it needs.
#[derive(Debug, Serialize)]
struct Change {
    at: String,
    by: &'static str,
    from: &'static str,
    to: &'static str,
}

impl From<&Entry> for Change {
    fn from(entry: &Entry) -> Self {
        let Entry { at, by, from, to, .. } = entry;
        Self { at: at.to_string(), by: by.as_str(), from: from.as_str(), to: to.as_str() }
    }
}

impl Join {
    /// What was sent, with everything on one page.
    pub(crate) async fn show_copy(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let submitted = match self.find(link).await? {
            Ok(Application::Submitted(submitted)) => submitted,
            Ok(Application::Draft(_)) => return Ok(response::see_other(&route::to_application(link))),
            Err(page) => return Ok(page),
        };
        let sections = submitted.sections.iter().map(|answers| summary::of(&self.form, answers));
        let values = context! {
            address => route::to_application(link),
            address_to_keep => self.address_to_keep(request, link),
            reference => submitted.reference.as_str(),
            submitted_at => submitted.submitted_at.to_string(),
            submitted_on => submitted.submitted_at.day(),
            sections => Serde(sections.collect::<Vec<_>>()),
        };
        self.page(StatusCode::OK, "copy.html", values)
    }

    /// A file with what is held, as JSON (RFC 8259).
    pub(crate) async fn send_data(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        let application = match self.find(link).await? {
            Ok(application) => application,
            Err(page) => return Ok(page),
        };
        let history = patiently(self.store.history(application.id())).await;
        let history = history.map_err(|error| self.store_failure(&error))?;
        let (name, held) = self.file(self.address_to_keep(request, link), &application, &history);
        let json = serde_json::to_string_pretty(&held).map_err(|error| {
            tracing::error!(error.message = ?error.classify(), "what is held can't be written");
            Failure::Internal
        })?;
        let mut response = response::html(StatusCode::OK, json, Audience::LinkHolder);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"application-{name}.json\"")) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        Ok(response)
    }

    fn file<'a>(&self, address: String, application: &'a Application, history: &[Entry]) -> (String, Held<'a>) {
        let history = history.iter().map(Change::from).collect();
        let status = application.status();
        let by_section = |answers: &'a SectionAnswers| (answers.section().name(), answers);
        match application {
            Application::Draft(draft) => {
                let held = Held {
                    address,
                    status: status.as_str(),
                    reference: None,
                    created_at: draft.created_at.to_string(),
                    updated_at: draft.updated_at.to_string(),
                    submitted_at: None,
                    contact_confirmed_at: None,
                    contact_undelivered: None,
                    kept_until: draft.expires_at.map(Timestamp::date),
                    answers: draft.sections.iter().map(|saved| by_section(&saved.answers)).collect(),
                    history,
                };
                ("draft".to_owned(), held)
            }
            Application::Submitted(submitted) => {
                let held = Held {
                    address,
                    status: status.as_str(),
                    reference: Some(submitted.reference.as_str()),
                    created_at: submitted.created_at.to_string(),
                    updated_at: submitted.updated_at.to_string(),
                    submitted_at: Some(submitted.submitted_at.to_string()),
                    contact_confirmed_at: submitted.contact_confirmed_at.map(|at| at.to_string()),
                    contact_undelivered: undelivered(submitted).map(Returned::from),
                    kept_until: closes(submitted).map(Timestamp::date),
                    answers: submitted.sections.iter().map(by_section).collect(),
                    history,
                };
                (submitted.reference.to_string(), held)
            }
        }
    }
}
