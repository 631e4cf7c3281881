//! A page of questions: shown empty, with what was saved, or with what was typed and what is wrong with it.

mod view;

use crate::form::{self, Posted};
use crate::reader::Problem;
use crate::sections::{self, Notice};
use crate::{Join, route, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Answers, Application, ApplicationId, Draft, SectionAnswers};
use shared::failure::Failure;
use shared::fields::Section;
use shared::http;
use shared::store::SaveOutcome;

/// A page of questions, and what is to be said on it.
struct Page<'a> {
    request: &'a Request,
    id: &'a ApplicationId,
    section: Section,
    answers: &'a Answers,
    /// The version of the section that these answers will replace.
    version: u64,
    notice: Option<What<'a>>,
}

/// What is said above the questions.
enum What<'a> {
    /// Some answers can't be right.
    Problems(&'a [Problem]),
    /// The table can't be reached.
    NotSaved,
    /// Another tab has saved other answers meanwhile: these, where they differ.
    ChangedMeanwhile(Vec<summary::Row<'a>>),
    /// The draft has expired, or was erased.
    Gone,
}

impl Join {
    pub(crate) async fn show_questions(
        &self,
        request: &Request,
        id: &ApplicationId,
        section: Section,
    ) -> Result<Response<Body>, Failure> {
        let saved = match self.find(id).await? {
            Some(Application::Submitted(_)) => return Ok(http::see_other(&route::to_application(id))),
            Some(Application::Draft(draft)) => draft.saved(section).cloned(),
            None => None,
        };
        let answers = saved.as_ref().map(|saved| saved.answers.as_typed()).unwrap_or_default();
        let version = saved.map_or(0, |saved| saved.version);
        self.questions(StatusCode::OK, &Page { request, id, section, answers: &answers, version, notice: None })
    }

    /// Saves a page of answers and moves on. Whatever keeps it from being saved, what was typed stays in the form.
    pub(crate) async fn save_answers(
        &self,
        request: &Request,
        id: &ApplicationId,
        section: Section,
    ) -> Result<Response<Body>, Failure> {
        let body = http::form_body(request, &self.address)?;
        let Posted { answers, version } = form::read(body, Some(section)).map_err(|_| Failure::Unreadable)?;
        let now = self.world.now();
        let page = |version, notice| Page { request, id, section, answers: &answers, version, notice: Some(notice) };

        let notice = Notice { version: self.privacy_notice.clone(), at: now };
        let parsed = match sections::parse(section, &answers, &self.form, notice) {
            Ok(parsed) => parsed,
            Err(problems) => {
                return self.questions(StatusCode::UNPROCESSABLE_ENTITY, &page(version, What::Problems(&problems)));
            }
        };
        match self.store.save_section(id, &parsed, version, now).await {
            Ok(SaveOutcome::Saved(application)) => Ok(next(&application)),
            Ok(SaveOutcome::Stale(Some(Application::Draft(draft)))) => {
                self.meet_newer_draft(&draft, &parsed, |version, newer| page(version, What::ChangedMeanwhile(newer)))
            }
            Ok(SaveOutcome::Stale(Some(submitted))) => Ok(next(&submitted)),
            Ok(SaveOutcome::Stale(None)) => self.questions(StatusCode::CONFLICT, &page(0, What::Gone)),
            Err(error) => {
                let failure = self.store_failure(&error);
                let mut response = self.questions(failure.status(), &page(version, What::NotSaved))?;
                failure.set_headers(&mut response);
                Ok(response)
            }
        }
    }

    /// The section has changed since this page was opened. The same answers again are a double click, or an attempt
    /// whose response was lost: they are saved. Others are shown beside what is stored, and the applicant chooses.
    fn meet_newer_draft<'a>(
        &'a self,
        draft: &Draft,
        parsed: &SectionAnswers,
        page: impl FnOnce(u64, Vec<summary::Row<'a>>) -> Page<'a>,
    ) -> Result<Response<Body>, Failure> {
        match draft.saved(parsed.section()) {
            Some(saved) if saved.answers.as_typed() == parsed.as_typed() => Ok(after(draft)),
            Some(saved) => {
                let newer = summary::differing(&self.form, &saved.answers, parsed);
                self.questions(StatusCode::CONFLICT, &page(saved.version, newer))
            }
            // Versions only ever go up while there is a draft.
            None => Err(Failure::Internal),
        }
    }

    fn questions(&self, status: StatusCode, page: &Page<'_>) -> Result<Response<Body>, Failure> {
        let problems = match page.notice {
            Some(What::Problems(problems)) => problems,
            _ => &[],
        };
        let newer = match &page.notice {
            Some(What::ChangedMeanwhile(rows)) => rows.as_slice(),
            _ => &[],
        };
        let words = self.form.sections.get(page.section.name()).ok_or(Failure::Internal)?;
        let number = Section::ALL.iter().position(|section| *section == page.section).unwrap_or(0) + 1;
        let values = context! {
            title => words.title.as_str(),
            introduction => words.introduction.as_str(),
            number,
            count => Section::ALL.len(),
            address => route::to_application(page.id),
            address_to_keep => self.address_to_keep(page.request, page.id),
            action => route::to_section(page.id, page.section),
            version => page.version,
            fields => Serde(view::fields(&self.form, page.section, page.answers, problems)),
            problems => Serde(view::summary(problems)),
            not_saved => matches!(page.notice, Some(What::NotSaved)),
            gone => matches!(page.notice, Some(What::Gone)),
            changed => matches!(page.notice, Some(What::ChangedMeanwhile(_))),
            newer => Serde(newer),
        };
        self.page(status, "question.html", values)
    }
}

/// Where to go once an application is saved.
fn next(application: &Application) -> Response<Body> {
    match application {
        Application::Draft(draft) => after(draft),
        Application::Submitted(submitted) => http::see_other(&route::to_application(&submitted.id)),
    }
}

/// The next questions, or the check page once all are answered.
fn after(draft: &Draft) -> Response<Body> {
    http::see_other(&match draft.next_section() {
        Some(section) => route::to_section(&draft.id, section),
        None => route::to_application(&draft.id),
    })
}
