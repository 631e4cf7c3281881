//! Exports everything stored about an application to its holder, as JSON (RFC 8259).

use super::status::{kept_until, undelivered};
use super::visible_history::status_changes;
use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::PageResult;
use crate::links;
use lambda_http::Request;
use lambda_http::http::{HeaderValue, StatusCode, header};
use serde::{Serialize, Serializer};
use shared::application::history::Entry;
use shared::application::{Answer, Answers, Application, ContactUndelivered, PrivateLink, Status};
use shared::failure::Failure;
use shared::form::{Field, Section};
use shared::response::{self, Audience};
use shared::site::Form;
use shared::timestamp::Timestamp;
use std::borrow::Cow;
use store::Exchange;

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
    answers: InOrder<'a, InOrder<'a, &'a Answer>>,
    /// What staff asked, and what was answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    questions: Vec<QuestionExport>,
    history: Vec<HistoryExport>,
}

#[derive(Debug, Serialize)]
struct QuestionExport {
    asked_at: String,
    question: String,
    answered_at: Option<String>,
    answer: Option<String>,
}

impl From<Exchange> for QuestionExport {
    fn from(exchange: Exchange) -> Self {
        let Exchange { question, asked_at, answer, answered_at, .. } = exchange;
        Self { asked_at: asked_at.to_string(), question, answered_at: answered_at.map(String::from), answer }
    }
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

/// A JSON object whose members keep their order.
#[derive(Debug)]
struct InOrder<'a, T>(Vec<(Cow<'a, str>, T)>);

impl<T: Serialize> Serialize for InOrder<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Returns the answers in the order of the form, then those to questions that it no longer has.
fn by_section<'a>(form: &'a Form, answers: &'a Answers) -> InOrder<'a, InOrder<'a, &'a Answer>> {
    let answered = |section: &'a Section| {
        let names = section.fields.iter().flat_map(Field::attributes);
        names
            .filter_map(|name| Some((answers.get(&name)?, name)))
            .map(|(answer, name)| (Cow::from(name), answer))
            .collect()
    };
    let sections = form.sections.iter().map(|section| (Cow::from(section.name.as_str()), InOrder(answered(section))));
    let known: Vec<String> = form.fields().flat_map(Field::attributes).collect();
    let others = answers.iter().filter(|(name, _)| !known.iter().any(|known| known == name));
    let others = InOrder(others.map(|(name, answer)| (Cow::from(name), answer)).collect());
    let sections = sections.chain([(Cow::from("other"), others)]);
    InOrder(sections.filter(|(_, answers)| !answers.0.is_empty()).collect())
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
    let (mut history, exchanges) = with_deadline(async {
        let exchanges = ctx.store.exchanges(application.id()).await?;
        Ok::<_, store::Error>((ctx.store.history(application.id()).await?, exchanges))
    })
    .await?;
    let form = match &application {
        Application::Draft(_) => None,
        Application::Submitted(submitted) => Some(ctx.definition.answered_by(submitted, &ctx.store).await?),
    };
    let status = match &application {
        Application::Draft(_) => Status::Draft,
        Application::Submitted(submitted) => ctx.shown_status(submitted),
    };
    history = status_changes(history, status == application.status());
    let form = form.as_deref().unwrap_or_else(|| ctx.form());
    let mut export = export(ctx.address_to_keep(request, link), status.as_str(), form, &application, &history);
    export.questions = exchanges.into_iter().map(QuestionExport::from).collect();
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

fn export<'a>(
    address: String,
    status: &'static str,
    form: &'a Form,
    application: &'a Application,
    history: &[Entry],
) -> DataExport<'a> {
    let history = history.iter().map(HistoryExport::from).collect();
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
            answers: by_section(form, &draft.answers),
            questions: Vec::new(),
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
            answers: by_section(form, &submitted.answers),
            questions: Vec::new(),
            history,
        },
    }
}
