//! The page of one application: everything about it, and the forms for what can be done now.

use crate::context::Context;
use crate::errors::PageResult;
use crate::people::Names;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::value::Serde;
use minijinja::{Value, context};
use shared::application::history::{self, Entry};
use shared::application::{Action, Group, Reference, Submitted};
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::staff::Role;
use shared::summary;
use store::{ActTerms, File, StaffChange};

/// The actions that have a form, in the order of the page.
const OFFERED: [Action; 9] = [
    Action::Take,
    Action::Accept,
    Action::Decline,
    Action::Ask,
    Action::Undo,
    Action::Release,
    Action::Assign,
    Action::NotSpam,
    Action::Spam,
];

/// What somebody typed into a form that has mistakes.
#[derive(Debug, Default)]
pub(crate) struct Typed<'a> {
    /// The form: the action's name in the path.
    pub(crate) form: &'a str,
    /// The fields with a mistake, and what is wrong with them.
    pub(crate) mistakes: Vec<(&'static str, Mistake)>,
    pub(crate) text: &'a str,
    pub(crate) reason: &'a str,
}

/// A mistake in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    Missing,
    TooLong,
}

impl Mistake {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
        }
    }
}

/// Shows an application.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    page(&visit, StatusCode::OK, &Typed::default()).await
}

/// Renders the page, with a form that was sent with mistakes.
pub(crate) async fn page(visit: &Visit<'_>, status: StatusCode, typed: &Typed<'_>) -> PageResult {
    let ctx = visit.ctx;
    let file = ctx.store.file(&reference(visit)?, ctx.clock.now()).await?.ok_or(Failure::NotFound)?;
    let form = ctx.forms.answered_by(&file.application, &ctx.store).await?;
    let words = FormWords { form: &form, locale: ctx.renderer.locale() };
    let names = Names::read(&ctx.store).await?;
    let application = &file.application;
    let values = context! {
        ..facts(ctx, application),
        ..context! {
            ..related(&file),
            ..context! {
                sections => Serde(summary::all(words, &application.answers)),
                history => file.history.iter().map(|entry| entry_values(entry, &names)).collect::<Vec<_>>(),
                is_intact => history::verify(&application.reference, &file.history, &application.history).is_ok(),
                actions => offered(ctx, application),
                people => names.active(),
                may_remove => visit.staff.person.role >= Role::Administrator,
                typed => typed.values(),
            }
        }
    };
    visit.page(status, "application.html", values).await
}

/// Returns the reference in the path.
pub(crate) fn reference(visit: &Visit<'_>) -> Result<Reference, Failure> {
    visit.parameter.to_uppercase().parse().map_err(|_| Failure::NotFound)
}

/// Returns the terms on which an action is taken now.
pub(crate) fn terms(ctx: &Context) -> ActTerms {
    let (retention, undo_seconds) = (ctx.settings.retention, ctx.settings.undo_seconds);
    ActTerms { at: ctx.clock.now(), retention, undo_seconds }
}

/// Returns what an entry of the history says.
pub(crate) fn entry_values(entry: &Entry, names: &Names) -> Value {
    // Entries from before there were actions have only their status.
    let action = entry.action.map_or(entry.to.as_str(), Action::as_str);
    context! {
        number => entry.number,
        at => entry.at.to_string(),
        action,
        by => entry.by.as_str(),
        name => entry.person.as_ref().and_then(|person| names.of(person)),
    }
}

/// Returns the actions that are legal now, by their names in paths.
fn offered(ctx: &Context, application: &Submitted) -> Vec<&'static str> {
    let terms = terms(ctx);
    let legal = OFFERED.into_iter().filter(|action| StaffChange::is_legal(*action, application, terms));
    legal.map(path_name).collect()
}

/// Returns the name of an action in paths.
pub(crate) const fn path_name(action: Action) -> &'static str {
    match action {
        Action::NotSpam => "not-spam",
        action => action.as_str(),
    }
}

fn facts(ctx: &Context, application: &Submitted) -> Value {
    let (organization, review) = (&application.core.organization, &application.review);
    let undelivered = application.contact_undelivered;
    context! {
        reference => application.reference.as_str(),
        name => organization.known_name(),
        email => application.core.contact.email.as_str(),
        group => Group::of(application).as_str(),
        status => application.status.as_str(),
        submitted_at => application.submitted_at.to_string(),
        since => application.status_since.to_string(),
        expires_at => application.expires_at.map(String::from),
        seen => application.history.length,
        undo_until => application.undoable_until(ctx.settings.undo_seconds).map(String::from),
        assignee => review.assignee.as_ref().map(|assignee| assignee.name.as_str()),
        assignee_id => review.assignee.as_ref().map(|assignee| assignee.id.as_str()),
        reason => review.reason.as_deref(),
        words_to_applicant => review.words.as_deref(),
        anonymized_at => review.anonymized_at.map(String::from),
        confirmed_at => application.contact_confirmed_at.map(String::from),
        undelivered => undelivered.map(|failure| failure.why.as_str()),
        undelivered_at => undelivered.map(|failure| failure.at.to_string()),
        suspicion => application.suspicion.clone(),
    }
}

fn related(file: &File) -> Value {
    let notes = file.notes.iter().map(|note| {
        context! { text => note.text.as_str(), at => note.at.to_string(), name => note.by_name.as_str() }
    });
    let exchanges = file.exchanges.iter().map(|exchange| {
        context! {
            question => exchange.question.as_str(),
            asked_at => exchange.asked_at.to_string(),
            name => exchange.asked_by_name.as_str(),
            answer => exchange.answer.as_deref(),
            answered_at => exchange.answered_at.map(String::from),
        }
    });
    let messages = file.messages.iter().map(|message| {
        context! {
            kind => message.name.split('#').next().unwrap_or_default(),
            state => message.state.as_str(),
            at => message.at.to_string(),
        }
    });
    let look_alikes = file.look_alikes.iter().map(|other| {
        let reasons: Vec<_> = other.reasons.iter().map(|reason| reason.reason()).collect();
        context! { reference => other.reference.as_str(), reasons }
    });
    context! {
        notes => notes.collect::<Vec<_>>(),
        exchanges => exchanges.collect::<Vec<_>>(),
        messages => messages.collect::<Vec<_>>(),
        look_alikes => look_alikes.collect::<Vec<_>>(),
    }
}

impl Typed<'_> {
    fn values(&self) -> Value {
        let mistakes: Vec<_> = self
            .mistakes
            .iter()
            .map(|(field, mistake)| context! { field => *field, what => mistake.as_str() })
            .collect();
        context! { form => self.form, mistakes, text => self.text, reason => self.reason }
    }
}
