//! Saves a page of answers and moves on. Whatever keeps it from being saved, what was typed stays in the form.

use crate::form::{self, Posted};
use crate::patience::retrying;
use crate::question::{Notice, Page, questionable};
use crate::{Join, route, sections, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use shared::application::{Application, Draft, Holder, PrivateLink, SectionAnswers};
use shared::failure::Failure;
use shared::fields::Section;
use shared::request;
use shared::response;
use store::{Current, Error, SaveOutcome, SaveSection};

impl Join {
    pub(crate) async fn save_answers(
        &self,
        request: &Request,
        link: &PrivateLink,
        section: Section,
    ) -> Result<Response<Body>, Failure> {
        let body = request::form_body(request, &self.settings.site_origin)?;
        let mut posted = form::read(body, Some(section)).map_err(|_| Failure::Unreadable)?;
        // Nobody agrees to a notice that was not shown.
        if posted.privacy_notice.as_ref().is_some_and(|shown| *shown != self.privacy_notice) {
            posted.answers.remove("privacy_notice");
        }
        let Posted { answers, version, asked_about, .. } = &posted;
        let page = |version, asked_about: &[String], notice| Page {
            request,
            link,
            section,
            answers,
            version,
            asked_about: asked_about.to_vec(),
            kept_until: None,
            link_not_sent_on: None,
            notice: Some(notice),
        };

        let notice = sections::Notice { version: self.privacy_notice.clone(), at: self.clock.now() };
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
        let holder = match self.holder(link).await {
            Ok(Some(holder)) => holder,
            Ok(None) => return self.show_nothing_here(),
            Err(error) => {
                return self.not_saved(self.store_failure(&error), &page(*version, asked_about, Notice::NotSaved));
            }
        };
        match self.save(&holder, &parsed, &posted).await {
            Ok(SaveOutcome::Saved(application)) => Ok(next(link, &application)),
            Ok(SaveOutcome::Stale(Current::Application(Application::Draft(draft)))) => match draft.saved(section) {
                // A double click, or an attempt whose response was lost: this is what was saved then.
                Some(saved) if saved.answers.to_answers() == parsed.to_answers() => Ok(after(link, &draft)),
                Some(saved) => {
                    let newer = summary::differing(&self.form, &saved.answers, &parsed);
                    let page = page(saved.version, asked_about, Notice::ChangedMeanwhile(newer));
                    self.questions(StatusCode::CONFLICT, &page)
                }
                // The draft that was shown has expired, and was begun again in another tab.
                None => self.questions(StatusCode::CONFLICT, &page(0, asked_about, Notice::Gone)),
            },
            Ok(SaveOutcome::Stale(Current::Application(submitted))) => Ok(next(link, &submitted)),
            Ok(SaveOutcome::Stale(Current::Replaced)) => self.show_moved(),
            Ok(SaveOutcome::Stale(Current::Unknown)) if holder.link.is_none() => {
                self.questions(StatusCode::CONFLICT, &page(0, asked_about, Notice::Gone))
            }
            // An application was here before. What comes now is another, and gets a link of its own.
            Ok(SaveOutcome::UsedBefore | SaveOutcome::Stale(Current::Unknown)) => {
                let fresh = PrivateLink::Original(self.new_id()?);
                let page = Page { link: &fresh, ..page(0, asked_about, Notice::Gone) };
                self.questions(StatusCode::CONFLICT, &page)
            }
            Err(error) => self.not_saved(self.store_failure(&error), &page(*version, asked_about, Notice::NotSaved)),
        }
    }

    /// The page as it was sent, with what keeps it from being saved.
    fn not_saved(&self, failure: Failure, page: &Page<'_>) -> Result<Response<Body>, Failure> {
        let mut response = self.questions(failure.status(), page)?;
        failure.set_headers(&mut response);
        Ok(response)
    }

    async fn save(&self, holder: &Holder, answers: &SectionAnswers, posted: &Posted) -> Result<SaveOutcome, Error> {
        let attempt = || {
            let at = self.clock.now();
            let saving = SaveSection {
                answers,
                seen: posted.version,
                at,
                expires: at.plus_days(self.settings.retention.draft_days),
                hidden_field: posted.hidden_field,
            };
            self.store.save_section(holder, saving)
        };
        retrying(attempt).await
    }
}

/// Where to go once an application is saved.
fn next(link: &PrivateLink, application: &Application) -> Response<Body> {
    match application {
        Application::Draft(draft) => after(link, draft),
        Application::Submitted(_) => response::see_other(&route::to_application(link)),
    }
}

/// The next questions, or the check page once all are answered.
fn after(link: &PrivateLink, draft: &Draft) -> Response<Body> {
    response::see_other(&match draft.next_section() {
        Some(section) => route::to_section(link, section),
        None => route::to_application(link),
    })
}
