//! Saves a page of answers and moves on. Whatever keeps it from being saved, what was typed stays in the form.

use crate::form::{self, Posted};
use crate::patience::retrying;
use crate::question::{Notice, Page, questionable};
use crate::{Join, route, sections, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use shared::application::{Application, ApplicationId, Draft, SectionAnswers};
use shared::failure::Failure;
use shared::fields::Section;
use shared::http;
use shared::store::{Error, SaveOutcome, Saving};

impl Join {
    pub(crate) async fn save_answers(
        &self,
        request: &Request,
        id: &ApplicationId,
        section: Section,
    ) -> Result<Response<Body>, Failure> {
        let body = http::form_body(request, &self.settings.address)?;
        let mut posted = form::read(body, Some(section)).map_err(|_| Failure::Unreadable)?;
        // Nobody agrees to a notice that was not shown.
        if posted.privacy_notice.as_ref().is_some_and(|shown| *shown != self.privacy_notice) {
            posted.answers.remove("privacy_notice");
        }
        let Posted { answers, version, asked_about, .. } = &posted;
        let page = |version, asked_about: &[String], notice| Page {
            request,
            id,
            section,
            answers,
            version,
            asked_about: asked_about.to_vec(),
            kept_until: None,
            notice: Some(notice),
        };

        let notice = sections::Notice { version: self.privacy_notice.clone(), at: self.world.now() };
        let parsed = match sections::parse(section, answers, &self.form, notice) {
            Ok(parsed) => parsed,
            Err(problems) => {
                let page = page(*version, asked_about, Notice::Problems(&problems));
                return self.questions(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
        };
        let private = questionable(&parsed);
        if private.iter().any(|(_, address)| !asked_about.contains(address)) {
            let asked_about: Vec<_> = private.iter().map(|(_, address)| address.clone()).collect();
            let page = page(*version, &asked_about, Notice::Questionable(&private));
            return self.questions(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        if let Err(failure) = self.count_source(request).await {
            return self.not_saved(failure, &page(*version, asked_about, Notice::TooMany));
        }
        match self.save(request, id, &parsed, &posted).await {
            Ok(SaveOutcome::Saved(application)) => Ok(next(&application)),
            Ok(SaveOutcome::Stale(Some(Application::Draft(draft)))) => match draft.saved(section) {
                // A double click, or an attempt whose response was lost: this is what was saved then.
                Some(saved) if saved.answers.as_typed() == parsed.as_typed() => Ok(after(&draft)),
                Some(saved) => {
                    let newer = summary::differing(&self.form, &saved.answers, &parsed);
                    let page = page(saved.version, asked_about, Notice::ChangedMeanwhile(newer));
                    self.questions(StatusCode::CONFLICT, &page)
                }
                // The draft that was shown has expired, and was begun again in another tab.
                None => self.questions(StatusCode::CONFLICT, &page(0, asked_about, Notice::Gone)),
            },
            Ok(SaveOutcome::Stale(Some(submitted))) => Ok(next(&submitted)),
            // An application was here before. What comes now is another, and gets an address of its own.
            Ok(SaveOutcome::UsedBefore) => {
                let fresh = self.new_id()?;
                let page = Page { id: &fresh, ..page(0, asked_about, Notice::Gone) };
                self.questions(StatusCode::CONFLICT, &page)
            }
            Ok(SaveOutcome::Stale(None)) => self.questions(StatusCode::CONFLICT, &page(0, asked_about, Notice::Gone)),
            Err(error) => self.not_saved(self.store_failure(&error), &page(*version, asked_about, Notice::NotSaved)),
        }
    }

    /// The page as it was sent, with what keeps it from being saved.
    fn not_saved(&self, failure: Failure, page: &Page<'_>) -> Result<Response<Body>, Failure> {
        let mut response = self.questions(failure.status(), page)?;
        failure.set_headers(&mut response);
        Ok(response)
    }

    async fn save(
        &self,
        request: &Request,
        id: &ApplicationId,
        answers: &SectionAnswers,
        posted: &Posted,
    ) -> Result<SaveOutcome, Error> {
        let origin = http::origin(request, &self.settings.address);
        let attempt = || {
            let at = self.world.now();
            let saving = Saving {
                answers,
                seen: posted.version,
                origin: &origin,
                at,
                expires: at.plus_days(self.settings.retention.draft_days),
                hidden_field: posted.hidden_field,
            };
            self.store.save_section(id, saving)
        };
        retrying(attempt).await
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
