//! A page of questions: empty, with the saved answers, or with the typed answers and a banner that says what to do.

mod save;
mod view;

pub(crate) use save::save;

use crate::context::Context;
use crate::errors::{PageError, PageResult};
use crate::reader::FieldError;
use crate::{links, paths, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Answers, Application, PrivateLink, SectionAnswers};
use shared::failure::Failure;
use shared::fields::Section;
use store::LinkLookup;

#[derive(Debug)]
struct Page<'a> {
    request: &'a Request,
    link: &'a PrivateLink,
    section: Section,
    answers: &'a Answers,
    /// The version of the section that these answers will replace; 0 if it is new.
    version: u64,
    /// Addresses that the visitor was already asked about.
    asked_about: Vec<String>,
    /// When the draft expires, if it is stored.
    kept_until: Option<String>,
    /// When a link could not be emailed.
    link_not_sent_on: Option<String>,
    banner: Option<Banner<'a>>,
}

/// The message above the questions.
#[derive(Debug)]
enum Banner<'a> {
    Errors(&'a [FieldError]),
    /// Addresses in private mailboxes, each with its field: perhaps typed by mistake.
    Questionable(&'a [(&'static str, String)]),
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
            Self::NotSaved(Failure::TooManyRequests(_)) => "too_many",
            Self::NotSaved(_) => "not_saved",
            Self::Changed(_) => "changed",
            Self::Gone => "gone",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Errors(_) | Self::Questionable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotSaved(failure) => failure.status(),
            Self::Changed(_) | Self::Gone => StatusCode::CONFLICT,
        }
    }
}

/// Shows a page of questions with the saved answers.
pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink, section: Section) -> PageResult {
    let draft = match links::open(ctx, link).await? {
        LinkLookup::Active(Application::Draft(draft)) => Some(draft),
        LinkLookup::Active(Application::Submitted(_)) | LinkLookup::Mailed(..) => {
            return Ok(paths::see_application(link));
        }
        LinkLookup::Replaced => return Err(PageError::ReplacedLink),
        // The first page begins an application; the others need one.
        LinkLookup::Unknown if section == Section::Organization && matches!(link, PrivateLink::Original(_)) => None,
        LinkLookup::Unknown => return Err(PageError::UnknownLink),
    };
    let saved = draft.as_ref().and_then(|draft| draft.saved(section));
    let answers = saved.map(|saved| saved.answers.to_answers()).unwrap_or_default();
    let asked_about = saved.map(|saved| questionable(&saved.answers)).unwrap_or_default();
    let page = Page {
        request,
        link,
        section,
        answers: &answers,
        version: saved.map_or(0, |saved| saved.version),
        asked_about: asked_about.into_iter().map(|(_, address)| address).collect(),
        kept_until: draft.as_ref().and_then(|draft| draft.expires_at).map(String::from),
        link_not_sent_on: draft.as_ref().and_then(|draft| draft.link_not_sent_at).map(String::from),
        banner: None,
    };
    Ok(page.render(ctx))
}

impl Page<'_> {
    fn render(&self, ctx: &Context) -> Response<Body> {
        let (mut errors, mut newer, mut questionable): (&[_], &[_], &[_]) = (&[], &[], &[]);
        match &self.banner {
            Some(Banner::Errors(found)) => errors = found,
            Some(Banner::Changed(rows)) => newer = rows,
            Some(Banner::Questionable(addresses)) => questionable = addresses,
            _ => {}
        }
        let words = ctx.form.sections.get(self.section.name());
        let earlier: Vec<_> = Section::ALL.into_iter().take_while(|section| *section != self.section).collect();
        let values = context! {
            title => words.map(|words| words.title.as_str()),
            introduction => words.map(|words| words.introduction.as_str()),
            number => earlier.len() + 1,
            count => Section::ALL.len(),
            address => paths::application(self.link),
            address_to_keep => ctx.address_to_keep(self.request, self.link),
            action => paths::section(self.link, self.section),
            version => self.version,
            kept_until => self.kept_until.as_deref(),
            link_not_sent_on => self.link_not_sent_on.as_deref(),
            before => earlier.last().map(|section| paths::section(self.link, *section)),
            sends_mail => ctx.settings.sends_mail,
            asked_about => Serde(&self.asked_about),
            privacy_notice => (self.section == Section::Declarations).then_some(ctx.privacy_notice.as_str()),
            days => ctx.settings.retention.draft_days,
            fields => Serde(view::fields(&ctx.form, self.section, self.answers, errors)),
            banner => self.banner.as_ref().map(Banner::name),
            errors => Serde(errors),
            questionable => Serde(questionable),
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

/// Returns the addresses in private mailboxes, each with its field.
fn questionable(answers: &SectionAnswers) -> Vec<(&'static str, String)> {
    let SectionAnswers::People(people) = answers else { return Vec::new() };
    let addresses =
        [("contact_email", Some(&people.contact_email)), ("representative_email", people.representative_email())];
    let private = addresses.into_iter().filter_map(|(field, address)| Some((field, address?)));
    private.filter(|(_, address)| address.is_free_mail()).map(|(field, a)| (field, a.as_str().to_owned())).collect()
}
