//! A page of questions: shown empty, with what was saved, or with what was typed and what is wrong with it.

mod view;

use crate::form::{self, Posted};
use crate::reader::Problem;
use crate::sections::{self, Notice};
use crate::submit::{ATTEMPTS, PAUSE};
use crate::{Join, route, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Answers, Application, ApplicationId, Draft, SectionAnswers};
use shared::failure::Failure;
use shared::fields::Section;
use shared::http;
use shared::store::{Error, SaveOutcome, Saving};

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
        let body = http::form_body(request, &self.settings.address)?;
        let Posted { mut answers, version, privacy_notice } =
            form::read(body, Some(section)).map_err(|_| Failure::Unreadable)?;
        // Nobody agrees to a notice that was not shown.
        if privacy_notice.is_some_and(|shown| shown != self.privacy_notice) {
            answers.remove("privacy_notice");
        }
        let page = |version, notice| Page { request, id, section, answers: &answers, version, notice: Some(notice) };

        let notice = Notice { version: self.privacy_notice.clone(), at: self.world.now() };
        let parsed = match sections::parse(section, &answers, &self.form, notice) {
            Ok(parsed) => parsed,
            Err(problems) => {
                return self.questions(StatusCode::UNPROCESSABLE_ENTITY, &page(version, What::Problems(&problems)));
            }
        };
        match self.save(request, id, &parsed, version).await {
            Ok(SaveOutcome::Saved(application)) => Ok(next(&application)),
            Ok(SaveOutcome::Stale(Some(Application::Draft(draft)))) => match draft.saved(section) {
                // A double click, or an attempt whose response was lost: this is what was saved then.
                Some(saved) if saved.answers.as_typed() == parsed.as_typed() => Ok(after(&draft)),
                Some(saved) => {
                    let newer = summary::differing(&self.form, &saved.answers, &parsed);
                    self.questions(StatusCode::CONFLICT, &page(saved.version, What::ChangedMeanwhile(newer)))
                }
                // The draft that was shown has expired, and was begun again in another tab.
                None => self.questions(StatusCode::CONFLICT, &page(0, What::Gone)),
            },
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

    /// Tries until nobody else is writing. The condition makes every attempt safe to repeat.
    async fn save(
        &self,
        request: &Request,
        id: &ApplicationId,
        answers: &SectionAnswers,
        version: u64,
    ) -> Result<SaveOutcome, Error> {
        let origin = http::origin(request, &self.settings.address);
        let draft_days = self.settings.retention.draft_days;
        let mut attempt = 1;
        loop {
            let at = self.world.now();
            let expires = at.plus_days(draft_days);
            let saving = Saving { answers, seen: version, origin: &origin, at, expires, hidden_field: false };
            match self.store.save_section(id, saving).await {
                Err(Error::Conflict { .. }) if attempt < ATTEMPTS => tokio::time::sleep(PAUSE * attempt).await,
                outcome => return outcome,
            }
            attempt += 1;
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
            privacy_notice => (page.section == Section::Declarations).then_some(self.privacy_notice.as_str()),
            days => self.settings.retention.draft_days,
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
