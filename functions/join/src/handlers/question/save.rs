//! Saves a page of answers and redirects to the next. After a failure, the page keeps the typed answers.

use super::{Banner, Page, countries, is_first, omitted, own_domain, questionable};
use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, RESPONSE_DEADLINE, retry_conflicts, within};
use crate::errors::{PageError, PageResult};
use crate::form::{self, Posted};
use crate::parse::{self, PrivacyConsent};
use crate::{links, paths, rate_limit};
use lambda_http::{Body, Request, Response};
use shared::applicant::EmailAddress;
use shared::application::{Answers, Application, Draft, Holder, PrivateLink};
use shared::failure::Failure;
use shared::form::{Field, Section};
use shared::request;
use shared::response;
use shared::site::Form;
use shared::summary;
use std::pin::Pin;
use store::{Error, HolderView, LinkLookup, SaveOutcome, SaveSection};

/// The number of attempts, if earlier sections change meanwhile on which the questions depend.
const ATTEMPTS: u8 = 3;

pub(crate) async fn save(ctx: &Context, request: &Request, link: &PrivateLink, section: &Section) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let mut posted = form::read(body, Some(section))?;
    // Consent counts only for the notice that the page showed.
    if posted.privacy_notice.as_ref().is_some_and(|shown| *shown != ctx.privacy_notice) {
        posted.answers.remove("privacy_notice");
    }
    let mut saving = Saving { ctx, request, link, section, posted, earlier: Earlier::default(), is_counted: false };
    let attempts = async {
        for _ in 0..ATTEMPTS {
            if let Some(response) = saving.attempt().await? {
                return Ok::<_, PageError>(Some(response));
            }
        }
        Ok(None)
    };
    if let Some(response) = tokio::time::timeout(RESPONSE_DEADLINE, attempts).await.unwrap_or(Ok(None))? {
        return Ok(response);
    }
    Ok(saving.page(saving.posted.version, Banner::NotSaved(Failure::Unavailable)).render(ctx))
}

/// A page that is being saved.
struct Saving<'a> {
    ctx: &'a Context,
    request: &'a Request,
    link: &'a PrivateLink,
    section: &'a Section,
    posted: Posted,
    earlier: Earlier,
    /// Whether the request counts towards the source's limit.
    is_counted: bool,
}

impl Saving<'_> {
    /// Returns the page with the typed answers and a banner. It saves over `version` of the section.
    fn page<'a>(&'a self, version: u64, banner: Banner<'a>) -> Page<'a> {
        Page {
            request: self.request,
            link: self.link,
            section: self.section,
            answers: &self.posted.answers,
            earlier: &self.earlier.answers,
            version,
            asked_about: self.posted.asked_about.clone(),
            own_domain: self.posted.own_domain.clone(),
            // The first page begins the draft, and the others need one.
            is_stored: (self.posted.version > 0 || !is_first(self.ctx, self.section))
                && !matches!(banner, Banner::Gone),
            kept_until: None,
            link_not_sent_on: None,
            banner: Some(banner),
        }
    }

    /// Renders a page that asks to look at the answers again. What it says about the draft is worth a request, but no
    /// error. The future is on the heap, because few requests need it and saving has many.
    fn ask_again<'a>(&'a self, page: Page<'a>) -> Pin<Box<dyn Future<Output = Response<Body>> + Send + 'a>> {
        Box::pin(async move {
            let draft = if page.is_stored { links::look_up(self.ctx, self.link).await.ok() } else { None };
            let page = match &draft {
                Some(LinkLookup::Active(Application::Draft(draft))) => page.of(draft),
                _ => page,
            };
            page.render(self.ctx)
        })
    }

    /// Returns the page after a failure of the table.
    fn not_saved(&self, error: PageError) -> Result<Option<Response<Body>>, PageError> {
        let banner = Banner::NotSaved(error.failure()?);
        Ok(Some(self.page(self.posted.version, banner).render(self.ctx)))
    }

    /// Saves the page, or returns `None` if an earlier section has changed since it was read.
    async fn attempt(&mut self) -> Result<Option<Response<Body>>, PageError> {
        let Saving { ctx, link, section, .. } = *self;
        self.earlier = match Earlier::read(ctx, link, section).await {
            Ok(earlier) => earlier,
            Err(error) => return self.not_saved(error.into()),
        };
        let (words, version) = (ctx.words(), self.posted.version);
        let consent = PrivacyConsent::now(ctx);
        let answers = countries::to_codes(words, section, &self.posted.answers);
        let parsed = match parse::section(words, section, &answers, &self.earlier.answers, &consent) {
            Ok(parsed) => parsed,
            Err(errors) => {
                let mut errors = omitted::merge(words, section, &answers, errors);
                countries::suggest(words, section, &answers, &mut errors);
                return Ok(Some(self.ask_again(self.page(version, Banner::Errors(&errors))).await));
            }
        };
        let was_asked = |address: &EmailAddress| self.posted.asked_about.iter().any(|asked| asked == address.as_str());
        let own_domain = own_domain(&parsed).or_else(|| self.posted.own_domain.clone());
        let questionable = questionable(ctx.form(), &parsed, own_domain.as_deref());
        let (asked, open): (Vec<_>, Vec<_>) =
            questionable.into_iter().partition(|questioned| was_asked(&questioned.address));
        if !open.is_empty() {
            let questioned = asked.iter().chain(&open);
            let asked_about = questioned.map(|questioned| questioned.address.as_str().to_owned()).collect();
            let page = Page { asked_about, ..self.page(version, Banner::Questionable(&open)) };
            return Ok(Some(self.ask_again(page).await));
        }
        if !self.is_counted {
            if let Err(failure) = rate_limit::check(ctx, self.request).await {
                return Ok(Some(self.page(version, Banner::NotSaved(failure)).render(ctx)));
            }
            self.is_counted = true;
        }
        let holder = match within(LOOKUP_TIMEOUT, links::holder(ctx, link)).await {
            Ok(holder) => holder,
            Err(error) => return self.not_saved(error),
        };
        match self.store(&holder, &parsed).await {
            Ok(outcome) => self.respond(&holder, &parsed, outcome),
            Err(error) => self.not_saved(error.into()),
        }
    }

    async fn store(&self, holder: &Holder, answers: &Answers) -> Result<SaveOutcome, Error> {
        let Saving { ctx, section, .. } = *self;
        let removed = removed(ctx.form(), section, answers);
        let attempt = || {
            let at = ctx.clock.now();
            let section = SaveSection {
                name: &section.name,
                is_first: is_first(ctx, section),
                answers,
                removed: &removed,
                form_version: &ctx.form().version,
                depends_on: &self.earlier.versions,
                expected_version: self.posted.version,
                at,
                expires: at.plus_days(ctx.settings.retention.draft_days),
                hidden_field: self.posted.hidden_field,
            };
            ctx.store.save_section(holder, section)
        };
        retry_conflicts(attempt).await
    }

    /// Returns the response to an outcome, or `None` to try again.
    fn respond(
        &self,
        holder: &Holder,
        parsed: &Answers,
        outcome: SaveOutcome,
    ) -> Result<Option<Response<Body>>, PageError> {
        let Saving { ctx, link, section, .. } = *self;
        Ok(Some(match outcome {
            SaveOutcome::Saved(application) => next(ctx, link, &application),
            SaveOutcome::Stale(HolderView::Application(Application::Draft(draft))) => {
                match draft.section_version(section) {
                    current if current == self.posted.version && !self.earlier.versions.is_empty() => return Ok(None),
                    // The draft has expired, and another tab began it again.
                    0 => self.page(0, Banner::Gone).render(ctx),
                    // A double click, or a repeat after a lost response: the same answers are saved already.
                    _ if same_answers(section, &draft.answers, parsed) => next_page(ctx, link, &draft),
                    current => {
                        let newer = summary::differing(ctx.words(), section, &draft.answers, parsed);
                        self.page(current, Banner::Changed(newer)).of(&draft).render(ctx)
                    }
                }
            }
            SaveOutcome::Stale(HolderView::Application(submitted)) => next(ctx, link, &submitted),
            SaveOutcome::Stale(HolderView::Replaced) => return Err(PageError::ReplacedLink),
            SaveOutcome::Stale(HolderView::Unknown) if holder.link.is_none() => self.page(0, Banner::Gone).render(ctx),
            // Another application used this link, so this one gets a new link.
            SaveOutcome::UsedBefore | SaveOutcome::Stale(HolderView::Unknown) => {
                let fresh = PrivateLink::Original(ctx.new_id()?);
                Page { link: &fresh, ..self.page(0, Banner::Gone) }.render(ctx)
            }
        }))
    }
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
    async fn read(ctx: &Context, link: &PrivateLink, section: &Section) -> Result<Self, Error> {
        let mut needed = section.conditions_on_earlier_sections().peekable();
        if needed.peek().is_none() {
            return Ok(Self::default());
        }
        let draft = match links::look_up(ctx, link).await? {
            LinkLookup::Active(Application::Draft(draft)) => draft,
            // The write finds the same, and keeps what was typed.
            _ => return Ok(Self::default()),
        };
        let names: Vec<_> = needed.map(|condition| condition.field.as_str()).collect();
        let sections = ctx.form().sections.iter().filter(|other| names.iter().any(|name| other.field(name).is_some()));
        let versions = sections.map(|section| (section.name.clone(), draft.section_version(section))).collect();
        Ok(Self { answers: draft.answers, versions })
    }
}

/// Returns the attributes to remove: of the section's questions without an answer, and of other sections' questions that
/// these answers rule out.
fn removed(form: &Form, section: &Section, answers: &Answers) -> Vec<String> {
    let unanswered = section.fields.iter().flat_map(Field::attributes).filter(|name| answers.get(name).is_none());
    let others = form.fields().filter(|field| section.field(&field.name).is_none());
    let ruled_out = others.filter(|field| section.decides(field) && !answers.asks(field));
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
