//! Saves a page of answers and redirects to the next. After a failure, the page keeps the typed answers.

use super::{Banner, Page, questionable};
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageError, PageResult};
use crate::form::{self, Posted};
use crate::sections::{self, PrivacyConsent};
use crate::{links, paths, rate_limit, summary};
use lambda_http::{Body, Request, Response};
use shared::application::{Application, Draft, Holder, PrivateLink, SectionAnswers};
use shared::fields::Section;
use shared::request;
use shared::response;
use store::{Error, HolderView, SaveOutcome, SaveSection};

pub(crate) async fn save(ctx: &Context, request: &Request, link: &PrivateLink, section: Section) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let mut posted = form::read(body, Some(section))?;
    // Consent counts only for the notice that the page showed.
    if posted.privacy_notice.as_ref().is_some_and(|shown| *shown != ctx.privacy_notice) {
        posted.answers.remove("privacy_notice");
    }
    let Posted { answers, version, asked_about, .. } = &posted;
    let page = |version, banner| Page {
        request,
        link,
        section,
        answers,
        version,
        asked_about: asked_about.clone(),
        kept_until: None,
        link_not_sent_on: None,
        banner: Some(banner),
    };

    let parsed = match sections::parse(section, answers, &ctx.form, PrivacyConsent::now(ctx)) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(page(*version, Banner::Errors(&errors)).render(ctx)),
    };
    let private = questionable(&parsed);
    if private.iter().any(|(_, address)| !asked_about.contains(address)) {
        let asked_about = private.iter().map(|(_, address)| address.clone()).collect();
        return Ok(Page { asked_about, ..page(*version, Banner::Questionable(&private)) }.render(ctx));
    }
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(page(*version, Banner::NotSaved(failure)).render(ctx));
    }
    let not_saved = |error: PageError| Ok(page(*version, Banner::NotSaved(error.failure()?)).render(ctx));
    let holder = match within(LOOKUP_TIMEOUT, links::holder(ctx, link)).await {
        Ok(holder) => holder,
        Err(error) => return not_saved(error),
    };
    match store(ctx, &holder, &parsed, &posted).await {
        Ok(SaveOutcome::Saved(application)) => Ok(next(link, &application)),
        Ok(SaveOutcome::Stale(HolderView::Application(Application::Draft(draft)))) => Ok(match draft.saved(section) {
            // A double click, or a repeat after a lost response: the same answers are saved already.
            Some(saved) if saved.answers.to_answers() == parsed.to_answers() => next_page(link, &draft),
            Some(saved) => {
                let newer = summary::differing(&ctx.form, &saved.answers, &parsed);
                page(saved.version, Banner::Changed(newer)).render(ctx)
            }
            // The draft has expired, and another tab began it again.
            None => page(0, Banner::Gone).render(ctx),
        }),
        Ok(SaveOutcome::Stale(HolderView::Application(submitted))) => Ok(next(link, &submitted)),
        Ok(SaveOutcome::Stale(HolderView::Replaced)) => Err(PageError::ReplacedLink),
        Ok(SaveOutcome::Stale(HolderView::Unknown)) if holder.link.is_none() => Ok(page(0, Banner::Gone).render(ctx)),
        // Another application used this link, so this one gets a new link.
        Ok(SaveOutcome::UsedBefore | SaveOutcome::Stale(HolderView::Unknown)) => {
            let fresh = PrivateLink::Original(ctx.new_id()?);
            Ok(Page { link: &fresh, ..page(0, Banner::Gone) }.render(ctx))
        }
        Err(error) => not_saved(error.into()),
    }
}

async fn store(
    ctx: &Context,
    holder: &Holder,
    answers: &SectionAnswers,
    posted: &Posted,
) -> Result<SaveOutcome, Error> {
    let attempt = || {
        let at = ctx.clock.now();
        let expires = at.plus_days(ctx.settings.retention.draft_days);
        let hidden_field = posted.hidden_field;
        ctx.store
            .save_section(holder, SaveSection { answers, expected_version: posted.version, at, expires, hidden_field })
    };
    retry_conflicts(attempt).await
}

/// Redirects to the page after a saved one.
fn next(link: &PrivateLink, application: &Application) -> Response<Body> {
    match application {
        Application::Draft(draft) => next_page(link, draft),
        Application::Submitted(_) => paths::see_application(link),
    }
}

/// Redirects to the next questions, or to the check page after the last ones.
fn next_page(link: &PrivateLink, draft: &Draft) -> Response<Body> {
    let next = draft.next_section();
    next.map_or_else(|| paths::see_application(link), |section| response::see_other(&paths::section(link, section)))
}
