//! The actions on an application. Each form has the number of history entries that its page showed: if there are more,
//! somebody was faster, and a page says who did what, with the typed text still there.

use crate::errors::PageResult;
use crate::handlers::application::{Mistake, Typed, entry_values, page, path_name, reference, terms};
use crate::people::Names;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Response};
use minijinja::context;
use shared::application::{Action, Application, Submitted};
use shared::failure::Failure;
use shared::response;
use shared::staff::PersonId;
use shared::telemetry::Metric;
use store::{ActOutcome, StaffChange};

/// The longest question, note or reason in characters.
const LONGEST: usize = 5_000;
/// The codes of reasons for which applications are declined.
pub(crate) const REASONS: [&str; 4] = ["not_eligible", "incomplete", "duplicate", "other"];

/// Makes a change that needs nothing typed.
pub(crate) async fn plain(visit: Visit<'_>, change: StaffChange) -> PageResult {
    act(&visit, change, &Typed::default()).await
}

/// Decides that the organization may join, which makes it a member.
pub(crate) async fn accept(visit: Visit<'_>) -> PageResult {
    let members = &visit.ctx.members;
    let change = StaffChange::Accept { facets: members.questions(), renews: members.renewal.is_some() };
    act(&visit, change, &Typed::default()).await
}

/// Asks the applicant a question.
pub(crate) async fn ask(visit: Visit<'_>) -> PageResult {
    let question = visit.form.text("question");
    let typed = Typed { form: "ask", text: &question, mistakes: mistakes("question", &question), ..Typed::default() };
    if typed.mistakes.is_empty() {
        act(&visit, StaffChange::Ask { question: question.clone() }, &typed).await
    } else {
        page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed).await
    }
}

/// Declines the application, with a reason and words to the applicant.
pub(crate) async fn decline(visit: Visit<'_>) -> PageResult {
    let words = visit.form.text("words");
    let reason = REASONS.into_iter().find(|reason| *reason == visit.form.value("reason"));
    let mut mistakes = mistakes("words", &words);
    if reason.is_none() {
        mistakes.insert(0, ("reason", Mistake::Missing));
    }
    let typed = Typed { form: "decline", text: &words, reason: reason.unwrap_or_default(), mistakes };
    match reason.filter(|_| typed.mistakes.is_empty()) {
        Some(reason) => {
            act(&visit, StaffChange::Decline { reason: reason.to_owned(), words: words.clone() }, &typed).await
        }
        None => page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed).await,
    }
}

/// Makes somebody responsible for the application, or nobody.
pub(crate) async fn assign(visit: Visit<'_>) -> PageResult {
    let to = match visit.form.value("to") {
        "" => None,
        id => {
            let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
            Some(Names::read(&visit.ctx.store).await?.into_active(&id).ok_or(Failure::NotFound)?)
        }
    };
    act(&visit, StaffChange::Assign { to }, &Typed::default()).await
}

/// Adds a note, whatever others do meanwhile.
pub(crate) async fn note(visit: Visit<'_>) -> PageResult {
    let (ctx, note) = (visit.ctx, visit.form.text("note"));
    let typed = Typed { form: "note", text: &note, mistakes: mistakes("note", &note), ..Typed::default() };
    if !typed.mistakes.is_empty() {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed).await;
    }
    let (application, now) = (application(&visit).await?, ctx.clock.now());
    if ctx.store.add_note(&application.id, &visit.staff.person, &note, now).await? {
        log(&visit, &application, Action::Note);
        Ok(back(&application))
    } else {
        Err(Failure::NotFound.into())
    }
}

/// Reads the application.
pub(crate) async fn application(visit: &Visit<'_>) -> Result<Submitted, crate::errors::PageError> {
    let ctx = visit.ctx;
    let found = ctx.store.application_by_reference(&reference(visit)?, ctx.clock.now()).await?;
    Ok(found.ok_or(Failure::NotFound)?)
}

async fn act(visit: &Visit<'_>, change: StaffChange, typed: &Typed<'_>) -> PageResult {
    let (ctx, staff) = (visit.ctx, visit.staff);
    let (application, action) = (application(visit).await?, change.action());
    let seen = visit.form.value("seen").parse().unwrap_or(0);
    if application.history.length != seen {
        return changed_meanwhile(visit, &application, &change, seen, typed).await;
    }
    match ctx.store.act(&application, &staff.person, change.clone(), terms(ctx)).await? {
        ActOutcome::Done(_) => {
            log(visit, &application, action);
            Ok(back(&application))
        }
        ActOutcome::Rejected(Some(Application::Submitted(now))) => {
            changed_meanwhile(visit, &now, &change, seen, typed).await
        }
        ActOutcome::Rejected(_) => Err(Failure::NotFound.into()),
    }
}

/// Says what changed since the page was shown, if anything did. A second click gets the page that the first one leads to.
async fn changed_meanwhile(
    visit: &Visit<'_>,
    application: &Submitted,
    change: &StaffChange,
    seen: u32,
    typed: &Typed<'_>,
) -> PageResult {
    let (ctx, action) = (visit.ctx, change.action());
    let history = ctx.store.history(&application.id).await?;
    let since: Vec<_> = history.iter().filter(|entry| entry.number > seen).collect();
    if let [only] = since.as_slice()
        && only.action == Some(action)
        && only.person.as_ref() == Some(&visit.staff.person.id)
        && is_in_place(change, application)
    {
        return Ok(back(application));
    }
    let names = Names::read(&ctx.store).await?;
    let values = context! {
        reference => application.reference.as_str(),
        action => path_name(action),
        since => since.into_iter().map(|entry| entry_values(entry, &names)).collect::<Vec<_>>(),
        text => typed.text,
    };
    visit.page(StatusCode::CONFLICT, "changed.html", values).await
}

/// Whether an application is as a change of the same kind leaves it. Otherwise, the form had something else in it.
fn is_in_place(change: &StaffChange, application: &Submitted) -> bool {
    let review = &application.review;
    match change {
        StaffChange::Ask { question } => review.question.as_ref().is_some_and(|asked| asked.text == *question),
        StaffChange::Decline { reason, words } => {
            review.reason.as_ref() == Some(reason) && review.words.as_ref() == Some(words)
        }
        StaffChange::Assign { to } => {
            review.assignee.as_ref().map(|assignee| &assignee.id) == to.as_ref().map(|person| &person.id)
        }
        _ => true,
    }
}

/// Returns the mistakes in a required text.
fn mistakes(field: &'static str, text: &str) -> Vec<(&'static str, Mistake)> {
    match text.chars().count() {
        0 => vec![(field, Mistake::Missing)],
        length if length > LONGEST => vec![(field, Mistake::TooLong)],
        _ => Vec::new(),
    }
}

/// Returns the redirect to the application.
pub(crate) fn back(application: &Submitted) -> Response<Body> {
    response::see_other(&format!("/staff/applications/{}", application.reference))
}

pub(crate) fn log(visit: &Visit<'_>, application: &Submitted, action: Action) {
    tracing::info!(
        metric = metric(action).map(Metric::as_str),
        application.reference = application.reference.as_str(),
        action = action.as_str(),
        person.hash = visit.staff.person.id.short(),
        "staff acted on an application"
    );
}

/// Returns the metric towards which an action counts, if there is one.
const fn metric(action: Action) -> Option<Metric> {
    match action {
        Action::Accept => Some(Metric::ApplicationsAccepted),
        Action::Decline => Some(Metric::ApplicationsDeclined),
        Action::Spam => Some(Metric::ApplicationsSetAside),
        _ => None,
    }
}
