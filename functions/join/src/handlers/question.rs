//! A page of questions: empty, with the saved answers, or with the typed answers and a banner that says what to do.

mod countries;
mod omitted;
mod save;
mod view;

pub(crate) use save::save;

use crate::context::Context;
use crate::errors::{PageError, PageResult};
use crate::mistakes::FieldError;
use crate::{links, paths};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::applicant::{EmailAddress, Website};
use shared::application::{Answers, Application, Draft, PrivateLink, TypedAnswers};
use shared::failure::Failure;
use shared::form::{Field, FieldKind, Section};
use shared::site::Form;
use shared::summary;
use store::LinkLookup;

#[derive(Debug)]
struct Page<'a> {
    request: &'a Request,
    link: &'a PrivateLink,
    section: &'a Section,
    answers: &'a TypedAnswers,
    /// The answers to earlier sections, on which questions of this one may depend.
    earlier: &'a Answers,
    /// The version of the section that these answers will replace; 0 if it is new.
    version: u64,
    /// Addresses that the visitor was already asked about.
    asked_about: Vec<String>,
    /// The domain of the organization's website, if that is known.
    own_domain: Option<String>,
    /// Whether the draft is stored.
    is_stored: bool,
    /// When it expires, if that is known.
    kept_until: Option<String>,
    /// When a link could not be emailed.
    link_not_sent_on: Option<String>,
    banner: Option<Banner<'a>>,
}

/// An address that was perhaps typed by mistake.
#[derive(Debug)]
struct QuestionableAddress {
    field: &'static str,
    address: EmailAddress,
    /// The address that was probably meant, if the domain looks mistyped. Otherwise the mailbox is private.
    meant: Option<String>,
}

/// The message above the questions.
#[derive(Debug)]
enum Banner<'a> {
    Errors(&'a [FieldError]),
    /// Asks whether these addresses are right.
    Questionable(&'a [QuestionableAddress]),
    /// The page was saved, and asks more since.
    Unanswered(Vec<&'a Field>),
    NotSaved(Failure),
    /// Another tab has saved other answers: these rows differ.
    Changed(Vec<summary::Row<'a>>),
    /// The draft has expired or was deleted.
    Gone,
}

impl Banner<'_> {
    /// The name in the template.
    const fn name(&self) -> &'static str {
        match self {
            Self::Errors(_) => "errors",
            Self::Questionable(_) => "questionable",
            Self::Unanswered(_) => "unanswered",
            Self::NotSaved(Failure::TooManyRequests(_)) => "too_many",
            Self::NotSaved(_) => "not_saved",
            Self::Changed(_) => "changed",
            Self::Gone => "gone",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Errors(_) | Self::Questionable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unanswered(_) => StatusCode::OK,
            Self::NotSaved(failure) => failure.status(),
            Self::Changed(_) | Self::Gone => StatusCode::CONFLICT,
        }
    }
}

/// Shows a page of questions with the saved answers.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink, section: &Section) -> PageResult {
    let draft = match links::open(ctx, link).await? {
        LinkLookup::Active(Application::Draft(draft)) => Some(draft),
        LinkLookup::Active(Application::Submitted(_)) | LinkLookup::Mailed(..) => {
            return Ok(paths::see_application(link));
        }
        LinkLookup::Replaced => return Err(PageError::ReplacedLink),
        // The first page begins an application; the others need one.
        LinkLookup::Unknown if is_first(ctx, section) && matches!(link, PrivateLink::Original(_)) => None,
        LinkLookup::Unknown => return Err(PageError::UnknownLink),
    };
    let none = Answers::default();
    let saved = draft.as_ref().map_or(&none, |draft| &draft.answers);
    if !section.fields.iter().any(|field| is_shown(section, field, saved)) {
        return Ok(paths::see_application(link));
    }
    let own_domain = own_domain(saved);
    let asked_about = questionable(ctx.form(), &saved.to(&section.fields), own_domain.as_deref());
    let was_saved = draft.as_ref().is_some_and(|draft| draft.section_version(section) > 0);
    let unanswered = if was_saved { unanswered(section, saved) } else { Vec::new() };
    let page = Page {
        request,
        link,
        section,
        answers: &countries::to_names(ctx.words(), section, &saved.typed(&section.fields)),
        earlier: saved,
        version: draft.as_ref().map_or(0, |draft| draft.section_version(section)),
        asked_about: asked_about.iter().map(|asked| asked.address.as_str().to_owned()).collect(),
        own_domain,
        is_stored: draft.is_some(),
        kept_until: None,
        link_not_sent_on: None,
        banner: (!unanswered.is_empty()).then_some(Banner::Unanswered(unanswered)),
    };
    let page = if let Some(draft) = &draft { page.of(draft) } else { page };
    Ok(page.render(ctx))
}

impl Page<'_> {
    /// Adds when the draft expires, and when a link could not be emailed.
    fn of(mut self, draft: &Draft) -> Self {
        self.kept_until = draft.expires_at.map(String::from);
        self.link_not_sent_on = draft.link_not_sent_at.map(String::from);
        self
    }

    /// Returns the sections in which questions are asked, as far as the answers tell.
    fn pages<'a>(&self, ctx: &'a Context) -> Vec<&'a Section> {
        let is_asked = |section: &&Section| section.fields.iter().any(|field| is_shown(section, field, self.earlier));
        ctx.form().sections.iter().filter(is_asked).collect()
    }

    fn render(&self, ctx: &Context) -> Response<Body> {
        let (mut errors, mut newer, mut unanswered): (&[_], &[_], Vec<_>) = (&[], &[], Vec::new());
        let (mut questionable, mut mistyped) = (Vec::new(), Vec::new());
        match &self.banner {
            Some(Banner::Errors(found)) => errors = found,
            Some(Banner::Changed(rows)) => newer = rows,
            Some(Banner::Questionable(addresses)) => {
                for QuestionableAddress { field, address, meant } in *addresses {
                    let label = self.section.field(field).map(Field::summary_label);
                    match meant {
                        Some(meant) => mistyped.push((*field, label, address.as_str(), meant.as_str())),
                        None => questionable.push((*field, label, address.as_str())),
                    }
                }
            }
            Some(Banner::Unanswered(fields)) => {
                unanswered = fields.iter().map(|field| (field.name.as_str(), field.summary_label())).collect();
            }
            _ => {}
        }
        let pages = self.pages(ctx);
        let earlier: Vec<_> = pages.iter().take_while(|section| section.name != self.section.name).collect();
        let shows_notice = self.section.fields.iter().any(|field| field.kind == FieldKind::PrivacyNotice);
        let asks_elsewhere =
            MAILBOXES.iter().any(|name| self.section.field(name).is_some()) && self.section.field("website").is_none();
        let values = context! {
            title => self.section.title.as_str(),
            introduction => self.section.introduction.as_str(),
            number => earlier.len() + 1,
            // The last page is the one to check the answers.
            count => pages.len() + 1,
            pages => paths::pages(self.link, &pages),
            address => paths::application(self.link),
            address_to_keep => ctx.address_to_keep(self.request, self.link),
            action => paths::section(self.link, self.section),
            version => self.version,
            is_stored => self.is_stored,
            kept_until => self.kept_until.as_deref(),
            link_not_sent_on => self.link_not_sent_on.as_deref(),
            before => earlier.last().map(|section| paths::section(self.link, section)),
            sends_mail => ctx.settings.sends_mail,
            asked_about => Serde(&self.asked_about),
            own_domain => self.own_domain.as_deref().filter(|_| asks_elsewhere),
            privacy_notice => shows_notice.then_some(ctx.privacy_notice.as_str()),
            days => ctx.settings.retention.draft_days,
            groups => Serde(view::groups(ctx.form(), self.section, self.answers, self.earlier, errors)),
            banner => self.banner.as_ref().map(Banner::name),
            errors => Serde(errors),
            questionable => Serde(questionable),
            mistyped => Serde(mistyped),
            unanswered => Serde(unanswered),
            newer => Serde(newer),
        };
        let status = self.banner.as_ref().map_or(StatusCode::OK, Banner::status);
        let mut response = ctx.page(status, "question.html", values);
        if let Some(Banner::NotSaved(failure)) = self.banner {
            failure.set_headers(&mut response);
        }
        response
    }
}

/// Returns whether a section is the form's first, which begins an application.
fn is_first(ctx: &Context, section: &Section) -> bool {
    ctx.form().sections.first().is_some_and(|first| first.name == section.name)
}

/// Returns whether the page shows a question: always if that depends on an answer on the same page.
fn is_shown(section: &Section, field: &Field, answers: &Answers) -> bool {
    section.decides(field) || answers.asks(field)
}

/// Returns the questions of a section that are asked and lack an answer.
fn unanswered<'a>(section: &'a Section, answers: &Answers) -> Vec<&'a Field> {
    section.fields.iter().filter(|field| !answers.complete(std::slice::from_ref(field))).collect()
}

/// The questions for addresses.
const MAILBOXES: [&str; 3] = ["contact_email", "representative_email", "billing_email"];

/// Returns the domain of the organization's website.
fn own_domain(answers: &Answers) -> Option<String> {
    Some(Website::from_stored(answers.text("website")?.to_owned()).domain())
}

/// Returns the addresses to ask about: with a domain that looks mistyped, perhaps the organization's own, or in private
/// mailboxes. A form for people, which asks for no website, does not expect any other, and invoices may go anywhere.
fn questionable(form: &Form, answers: &Answers, own_domain: Option<&str>) -> Vec<QuestionableAddress> {
    let is_for_organizations = form.field("website").is_some();
    let questionable = |field| {
        let address = EmailAddress::from_stored(answers.text(field)?.to_owned());
        let meant = address.likely_meant().or_else(|| address.likely_meant_at(own_domain?));
        let is_private = is_for_organizations && field != "billing_email" && address.is_free_mail();
        (is_private || meant.is_some()).then_some(QuestionableAddress { field, address, meant })
    };
    MAILBOXES.into_iter().filter_map(questionable).collect()
}
