//! A page of questions: shown empty, with what was saved, or with what was typed and what is to be said about it.

mod view;

use crate::reader::Problem;
use crate::{Join, route, summary};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Answers, Application, PrivateLink, SectionAnswers};
use shared::failure::Failure;
use shared::fields::Section;
use shared::response;
use shared::timestamp::Timestamp;
use store::Opened;

/// A page of questions, and what is to be said on it.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) request: &'a Request,
    pub(crate) link: &'a PrivateLink,
    pub(crate) section: Section,
    pub(crate) answers: &'a Answers,
    /// The version of the section that these answers will replace; 0 if it is new.
    pub(crate) version: u64,
    /// Addresses that the visitor need not be asked about again.
    pub(crate) asked_about: Vec<String>,
    /// The day until which the draft is kept, if it is known to be stored.
    pub(crate) kept_until: Option<String>,
    /// The day on which the link was asked for by email and could not be sent.
    pub(crate) link_not_sent_on: Option<String>,
    pub(crate) notice: Option<Notice<'a>>,
}

/// What is said above the questions.
#[derive(Debug)]
pub(crate) enum Notice<'a> {
    /// Some answers can't be right.
    Problems(&'a [Problem]),
    /// These answers may not be what was meant: each with the name of its field.
    Questionable(&'a [(&'static str, String)]),
    /// The table can't be reached.
    NotSaved,
    /// Too much was sent from this network.
    TooMany,
    /// Another tab has saved other answers meanwhile: these, where they differ.
    ChangedMeanwhile(Vec<summary::Row<'a>>),
    /// The draft has expired, or was erased.
    Gone,
}

impl Notice<'_> {
    /// What the template calls it.
    const fn name(&self) -> &'static str {
        match self {
            Self::Problems(_) => "problems",
            Self::Questionable(_) => "questionable",
            Self::NotSaved => "not_saved",
            Self::TooMany => "too_many",
            Self::ChangedMeanwhile(_) => "changed",
            Self::Gone => "gone",
        }
    }
}

impl Join {
    pub(crate) async fn show_questions(
        &self,
        request: &Request,
        link: &PrivateLink,
        section: Section,
    ) -> Result<Response<Body>, Failure> {
        let draft = match self.open(link).await? {
            Opened::Active(Application::Draft(draft)) => Some(draft),
            Opened::Active(Application::Submitted(_)) | Opened::Mailed(..) => {
                return Ok(response::see_other(&route::to_application(link)));
            }
            Opened::Replaced => return self.show_moved(),
            // The first page begins an application; at any other, there must be one.
            Opened::Unknown if section == Section::Organization && matches!(link, PrivateLink::Original(_)) => None,
            Opened::Unknown => return self.show_nothing_here(),
        };
        let saved = draft.as_ref().and_then(|draft| draft.saved(section).cloned());
        let kept_until = draft.as_ref().and_then(|draft| draft.expires_at).map(Timestamp::day);
        let link_not_sent_on = draft.and_then(|draft| draft.link_not_sent_at).map(Timestamp::day);
        let answers = saved.as_ref().map(|saved| saved.answers.to_answers()).unwrap_or_default();
        let asked_about = saved.as_ref().map(|saved| questionable(&saved.answers)).unwrap_or_default();
        let asked_about = asked_about.into_iter().map(|(_, address)| address).collect();
        let version = saved.map_or(0, |saved| saved.version);
        let answers = &answers;
        let page =
            Page { request, link, section, answers, version, asked_about, kept_until, link_not_sent_on, notice: None };
        self.questions(StatusCode::OK, &page)
    }

    pub(crate) fn questions(&self, status: StatusCode, page: &Page<'_>) -> Result<Response<Body>, Failure> {
        let problems = match page.notice {
            Some(Notice::Problems(problems)) => problems,
            _ => &[],
        };
        let newer = match &page.notice {
            Some(Notice::ChangedMeanwhile(rows)) => rows.as_slice(),
            _ => &[],
        };
        let questionable = match page.notice {
            Some(Notice::Questionable(answers)) => answers,
            _ => &[],
        };
        let words = self.form.sections.get(page.section.name()).ok_or(Failure::Internal)?;
        let number = Section::ALL.iter().position(|section| *section == page.section).unwrap_or(0) + 1;
        let values = context! {
            title => words.title.as_str(),
            introduction => words.introduction.as_str(),
            number,
            count => Section::ALL.len(),
            address => route::to_application(page.link),
            address_to_keep => self.address_to_keep(page.request, page.link),
            action => route::to_section(page.link, page.section),
            version => page.version,
            kept_until => page.kept_until.as_deref(),
            link_not_sent_on => page.link_not_sent_on.as_deref(),
            before => before(page),
            sends_mail => self.settings.sends_mail,
            asked_about => Serde(&page.asked_about),
            privacy_notice => (page.section == Section::Declarations).then_some(self.privacy_notice.as_str()),
            days => self.settings.retention.draft_days,
            fields => Serde(view::fields(&self.form, page.section, page.answers, problems)),
            notice => page.notice.as_ref().map(Notice::name),
            problems => Serde(view::summary(problems)),
            questionable => Serde(questionable),
            newer => Serde(newer),
        };
        self.page(status, "question.html", values)
    }
}

/// Where the way back leads: the questions before these, or what the association says of applying.
fn before(page: &Page<'_>) -> String {
    let before = Section::ALL.into_iter().take_while(|section| *section != page.section).last();
    before.map_or("/join".to_owned(), |section| route::to_section(page.link, section))
}

/// Addresses that may not be those that were meant, for they are of private mailboxes; each with its field's name.
pub(crate) fn questionable(answers: &SectionAnswers) -> Vec<(&'static str, String)> {
    let SectionAnswers::People(people) = answers else { return Vec::new() };
    let addresses =
        [("contact_email", Some(&people.contact_email)), ("representative_email", people.representative_email())];
    let private = addresses.into_iter().filter_map(|(field, address)| Some((field, address?)));
    private.filter(|(_, address)| address.is_free_mail()).map(|(field, a)| (field, a.as_str().to_owned())).collect()
}
