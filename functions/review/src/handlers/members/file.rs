//! The page of one member: what the register says, and the forms for what can be done now.

use super::{facets, head, reference, words};
use crate::errors::PageResult;
use crate::people::Names;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::{Value, context};
use shared::applicant::{Date, Website};
use shared::application::history;
use shared::failure::Failure;
use shared::form::Field;
use shared::form_words::FormWords;
use shared::member::history::MemberEntry;
use shared::member::{Member, MemberAction, Representative};
use store::MemberFile;

/// What somebody typed into a form that has mistakes.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    /// The form: `end` or `readmit`.
    pub(crate) form: &'static str,
    pub(crate) reason: String,
    pub(crate) on: String,
    pub(crate) note: String,
    /// The fields with a mistake.
    pub(crate) mistakes: Vec<&'static str>,
    /// Whether somebody else changed the member since the page was shown.
    pub(crate) is_late: bool,
}

/// Shows a member.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    page(&visit, StatusCode::OK, &Typed::default()).await
}

/// Renders the page, with a form that was sent with mistakes.
pub(crate) async fn page(visit: &Visit<'_>, status: StatusCode, typed: &Typed) -> PageResult {
    let ctx = visit.ctx;
    let file = ctx.store.member_file(&reference(visit)?).await?.ok_or(Failure::NotFound)?;
    let names = Names::read(&ctx.store).await?;
    let MemberFile { member, history: entries } = &file;
    let now = ctx.clock.now();
    let can = |action: MemberAction| action.leads_to(member.status).is_some();
    let date = |date: Date| words(visit).date(&date.to_string());
    let values = context! {
        ..head(member),
        ..context! {
            rows => rows(visit, member),
            people => member.representatives.iter().map(person).collect::<Vec<_>>(),
            slug => member.slug.as_str(),
            is_public => member.listing().is_public(now),
            visible_from => (member.visible_from > now).then(|| member.visible_from.to_string()),
            is_listed => member.is_listed,
            joined_on => date(member.joined_on),
            renews_on => member.renews_on.map(date),
            ending => member.ending.as_ref().map(|ending| context! {
                reason => ending.reason.as_str(), on => date(ending.on), note => ending.note.as_str(),
            }),
            can_end => can(MemberAction::End),
            can_readmit => can(MemberAction::Readmit),
            today => Date::of(now).to_string(),
            history => entries.iter().map(|entry| entry_values(entry, &names, words(visit))).collect::<Vec<_>>(),
            is_intact => history::verify(&member.reference, entries, &member.head()).is_ok(),
            typed => context! {
                form => typed.form, reason => typed.reason.as_str(), on => typed.on.as_str(), note => typed.note.as_str(),
                mistakes => typed.mistakes.clone(), is_late => typed.is_late,
            },
        }
    };
    visit.page(status, "member.html", values).await
}

/// Returns what the member says about itself, as rows of labels and lines.
fn rows(visit: &Visit<'_>, member: &Member) -> Vec<Value> {
    let (words, profile) = (words(visit), &member.profile);
    let row = |label: &str, lines: Vec<String>| context! { label, lines };
    let one = |name: &str, line: Option<&str>| row(label(words, name), line.into_iter().map(str::to_owned).collect());
    let mut rows = vec![
        one("legal_name", Some(&profile.legal_name)),
        one("public_name", profile.public_name.as_deref()),
        one("website", profile.website.as_ref().map(Website::as_str)),
        row(label(words, "country"), profile.country.iter().map(|country| words.country(country.code())).collect()),
    ];
    rows.extend(facets(visit).map(|field| row(&field.label, chosen_labels(field, member))));
    rows
}

/// Returns the site's label for a question about organizations.
pub(super) fn label<'a>(words: FormWords<'a>, name: &'a str) -> &'a str {
    words.form.field(name).map_or(name, |field| field.label.as_str())
}

/// Returns the labels of a member's choices. A choice that the form doesn't offer any more has its stored value.
fn chosen_labels(field: &Field, member: &Member) -> Vec<String> {
    let values = member.profile.facets.get(&field.name).map(Vec::as_slice).unwrap_or_default();
    let label = |value: &String| {
        let choice = field.choices().iter().find(|choice| choice.value == *value);
        choice.map_or(value, |choice| &choice.label).clone()
    };
    values.iter().map(label).collect()
}

fn person(person: &Representative) -> Value {
    context! {
        name => person.name.as_str(),
        title => person.title.as_deref(),
        email => person.email.as_str(),
        roles => person.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>(),
    }
}

fn entry_values(entry: &MemberEntry, names: &Names, words: FormWords<'_>) -> Value {
    context! {
        number => entry.number,
        at => entry.at.to_string(),
        action => entry.action.as_str(),
        changed => entry.changed.clone(),
        reason => entry.reason.as_deref(),
        on => entry.on.map(|date| words.date(&date.to_string())),
        by => if entry.person.is_some() { "staff" } else { "" },
        name => entry.person.as_ref().and_then(|person| names.of(person)),
    }
}
