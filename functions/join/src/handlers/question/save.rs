//! Saves a page of answers and redirects to the next. After a failure, the page keeps the typed answers.

use super::{Banner, Page, is_first, questionable};
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageError, PageResult};
use crate::form::{self, Posted};
use crate::parse::{self, PrivacyConsent};
use crate::{links, paths, rate_limit, summary};
use lambda_http::{Body, Request, Response};
use shared::application::{Answers, Application, Draft, Holder, PrivateLink};
use shared::form::{Field, Section};
use shared::request;
use shared::response;
use shared::site::Form;
use store::{Error, HolderView, SaveOutcome, SaveSection};

/// Saves the page. If an earlier section changes at that moment on which its questions depend, tries again once.
pub(crate) async fn save(ctx: &Context, request: &Request, link: &PrivateLink, section: &Section) -> PageResult {
    match attempt(ctx, request, link, section).await? {
        Some(response) => Ok(response),
        None => attempt(ctx, request, link, section)
            .await?
            .ok_or_else(|| PageError::Store(Error::Conflict { operation: "save of a section" })),
    }
}

/// Saves the page, or returns `None` if an earlier section has changed since it was read.
async fn attempt(
    ctx: &Context,
    request: &Request,
    link: &PrivateLink,
    section: &Section,
) -> Result<Option<Response<Body>>, PageError> {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let mut posted = form::read(body, Some(section))?;
    // Consent counts only for the notice that the page showed.
    if posted.privacy_notice.as_ref().is_some_and(|shown| *shown != ctx.privacy_notice) {
        posted.answers.remove("privacy_notice");
    }
    let earlier = match within(LOOKUP_TIMEOUT, Earlier::read(ctx, link, section)).await {
        Ok(earlier) => earlier,
        Err(error) => return unsaved(ctx, request, link, section, &posted, error).map(Some),
    };
    let Posted { answers, version, asked_about, .. } = &posted;
    let page = |version, banner| Page {
        request,
        link,
        section,
        answers,
        earlier: &earlier.answers,
        version,
        asked_about: asked_about.clone(),
        kept_until: None,
        link_not_sent_on: None,
        banner: Some(banner),
    };

    let parsed = match parse::section(ctx.form(), section, answers, &earlier.answers, &PrivacyConsent::now(ctx)) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(Some(page(*version, Banner::Errors(&errors)).render(ctx))),
    };
    let private = questionable(&parsed);
    if private.iter().any(|(_, address)| !asked_about.iter().any(|asked| asked == address.as_str())) {
        let asked_about = private.iter().map(|(_, address)| address.as_str().to_owned()).collect();
        return Ok(Some(Page { asked_about, ..page(*version, Banner::Questionable(&private)) }.render(ctx)));
    }
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(Some(page(*version, Banner::NotSaved(failure)).render(ctx)));
    }
    let not_saved = |error: PageError| Ok(Some(page(*version, Banner::NotSaved(error.failure()?)).render(ctx)));
    let holder = match within(LOOKUP_TIMEOUT, links::holder(ctx, link)).await {
        Ok(holder) => holder,
        Err(error) => return not_saved(error),
    };
    let outcome = store(ctx, &holder, section, &parsed, &earlier, &posted).await;
    Ok(Some(match outcome {
        Ok(SaveOutcome::Saved(application)) => next(ctx, link, &application),
        Ok(SaveOutcome::Stale(HolderView::Application(Application::Draft(draft)))) => {
            match draft.section_version(section) {
                current if current == *version && !earlier.versions.is_empty() => return Ok(None),
                // The draft has expired, and another tab began it again.
                0 => page(0, Banner::Gone).render(ctx),
                // A double click, or a repeat after a lost response: the same answers are saved already.
                _ if same_answers(section, &draft.answers, &parsed) => next_page(ctx, link, &draft),
                current => {
                    let newer = summary::differing(ctx.form(), section, &draft.answers, &parsed);
                    page(current, Banner::Changed(newer)).render(ctx)
                }
            }
        }
        Ok(SaveOutcome::Stale(HolderView::Application(submitted))) => next(ctx, link, &submitted),
        Ok(SaveOutcome::Stale(HolderView::Replaced)) => return Err(PageError::ReplacedLink),
        Ok(SaveOutcome::Stale(HolderView::Unknown)) if holder.link.is_none() => page(0, Banner::Gone).render(ctx),
        // Another application used this link, so this one gets a new link.
        Ok(SaveOutcome::UsedBefore | SaveOutcome::Stale(HolderView::Unknown)) => {
            let fresh = PrivateLink::Original(ctx.new_id()?);
            Page { link: &fresh, ..page(0, Banner::Gone) }.render(ctx)
        }
        Err(error) => return not_saved(error.into()),
    }))
}

/// Shows the page again because the answers on which it depends can't be read.
fn unsaved(
    ctx: &Context,
    request: &Request,
    link: &PrivateLink,
    section: &Section,
    posted: &Posted,
    error: PageError,
) -> PageResult {
    let page = Page {
        request,
        link,
        section,
        answers: &posted.answers,
        earlier: &Answers::default(),
        version: posted.version,
        asked_about: posted.asked_about.clone(),
        kept_until: None,
        link_not_sent_on: None,
        banner: Some(Banner::NotSaved(error.failure()?)),
    };
    Ok(page.render(ctx))
}

/// The answers to earlier sections on which questions of a section depend.
#[derive(Debug, Default)]
struct Earlier {
    answers: Answers,
    /// The sections that were read, with their versions.
    versions: Vec<(String, u64)>,
}

impl Earlier {
    /// Reads the answers, if the section's questions depend on any.
    async fn read(ctx: &Context, link: &PrivateLink, section: &Section) -> Result<Self, PageError> {
        let mut needed = section.conditions_on_earlier_sections().peekable();
        if needed.peek().is_none() {
            return Ok(Self::default());
        }
        let Application::Draft(draft) = links::application(ctx, link).await? else { return Ok(Self::default()) };
        let names: Vec<_> = needed.map(|condition| condition.field.as_str()).collect();
        let sections = ctx.form().sections.iter().filter(|other| names.iter().any(|name| other.field(name).is_some()));
        let versions = sections.map(|section| (section.name.clone(), draft.section_version(section))).collect();
        Ok(Self { answers: draft.answers, versions })
    }
}

async fn store(
    ctx: &Context,
    holder: &Holder,
    section: &Section,
    answers: &Answers,
    earlier: &Earlier,
    posted: &Posted,
) -> Result<SaveOutcome, Error> {
    let removed = removed(ctx.form(), section, answers);
    let attempt = || {
        let at = ctx.clock.now();
        let section = SaveSection {
            name: &section.name,
            is_first: is_first(ctx, section),
            answers,
            removed: &removed,
            form_version: &ctx.form().version,
            depends_on: &earlier.versions,
            expected_version: posted.version,
            at,
            expires: at.plus_days(ctx.settings.retention.draft_days),
            hidden_field: posted.hidden_field,
        };
        ctx.store.save_section(holder, section)
    };
    retry_conflicts(attempt).await
}

/// Returns the attributes to remove: of the section's questions without an answer, and of other sections' questions that
/// these answers rule out.
fn removed(form: &Form, section: &Section, answers: &Answers) -> Vec<String> {
    let unanswered = section.fields.iter().flat_map(Field::attributes).filter(|name| answers.get(name).is_none());
    let others = form.fields().filter(|field| section.field(&field.name).is_none());
    let ruled_out = others.filter(|field| {
        field.when.as_ref().is_some_and(|when| section.field(&when.field).is_some() && !answers.meet(when))
    });
    unanswered.chain(ruled_out.flat_map(Field::attributes)).collect()
}

/// Returns whether the answers to a section are the same. The time of a consent may differ.
fn same_answers(section: &Section, one: &Answers, other: &Answers) -> bool {
    section.fields.iter().all(|field| one.get(&field.name) == other.get(&field.name))
}

/// Redirects to the page after a saved one.
fn next(ctx: &Context, link: &PrivateLink, application: &Application) -> Response<Body> {
    match application {
        Application::Draft(draft) => next_page(ctx, link, draft),
        Application::Submitted(_) => paths::see_application(link),
    }
}

/// Redirects to the next questions, or to the check page after the last ones.
fn next_page(ctx: &Context, link: &PrivateLink, draft: &Draft) -> Response<Body> {
    let next = draft.next_section(ctx.form());
    next.map_or_else(|| paths::see_application(link), |section| response::see_other(&paths::section(link, section)))
}
