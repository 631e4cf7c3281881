//! The page of one member: what the register says, and the forms for what can be done now.

use super::{head, reference, words};
use crate::errors::PageResult;
use crate::people::Names;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::{Value, context};
use shared::applicant::Date;
use shared::application::history;
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::member::history::MemberEntry;
use shared::member::{Agreement, Member, MemberAction, Profile, Proposal, Representative};
use store::MemberFile;

/// What somebody typed into a form that has mistakes.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    /// The form, such as `end` or `dues`.
    pub(crate) form: &'static str,
    pub(crate) reason: String,
    pub(crate) on: String,
    pub(crate) note: String,
    pub(crate) year: String,
    pub(crate) state: String,
    pub(crate) amount: String,
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
            rows => rows(visit, &member.profile),
            people => member.representatives.iter().map(person).collect::<Vec<_>>(),
            logo => member.logo.as_ref().map(|logo| context! {
                path => logo.path(), width => logo.width, height => logo.height,
            }),
            slug => member.slug.as_str(),
            is_public => member.listing().is_public(now),
            visible_from => (member.visible_from > now).then(|| member.visible_from.to_string()),
            is_listed => member.is_listed,
            joined_on => date(member.joined_on),
            renews_on => member.renews_on.map(date),
            ending => member.ending.as_ref().map(|ending| context! {
                reason => ending.reason.as_str(), on => date(ending.on), note => ending.note.as_str(),
            }),
            proposal => member.proposal.as_ref().map(|proposal| proposal_values(visit, member, proposal)),
            agreement => member.agreement.as_ref().map(|agreement| agreement_values(visit, agreement)),
            can_renew => ctx.members.renewal.is_some() && can(MemberAction::Renew),
            dues => super::dues::values(visit, member),
            can_end => can(MemberAction::End),
            can_readmit => can(MemberAction::Readmit),
            today => Date::of(now).to_string(),
            history => entries.iter().map(|entry| entry_values(entry, &names, words(visit))).collect::<Vec<_>>(),
            is_intact => history::verify(&member.reference, entries, &member.head()).is_ok(),
            typed => context! {
                form => typed.form, reason => typed.reason.as_str(), on => typed.on.as_str(), note => typed.note.as_str(),
                year => typed.year.as_str(), state => typed.state.as_str(), amount => typed.amount.as_str(),
                mistakes => typed.mistakes.clone(), is_late => typed.is_late,
            },
        }
    };
    visit.page(status, "member.html", values).await
}

/// Returns what a profile says, as rows of labels and lines.
fn rows(visit: &Visit<'_>, profile: &Profile) -> Vec<Value> {
    let rows = super::form(visit).rows(profile).into_iter();
    rows.map(|(_, label, lines)| context! { label, lines }).collect()
}

/// Returns what would change, with the lines before and after.
fn proposal_values(visit: &Visit<'_>, member: &Member, proposal: &Proposal) -> Value {
    let form = super::form(visit);
    let description = |profile: &Profile| {
        let lines = profile.description.lines().map(str::to_owned).collect();
        ("description".to_owned(), String::new(), lines)
    };
    let with_description = |profile: &Profile| {
        let mut rows = form.rows(profile);
        rows.push(description(profile));
        rows
    };
    let (before, after) = (with_description(&member.profile), with_description(&proposal.profile));
    let changed = before.into_iter().zip(after).filter(|((_, _, old), (_, _, new))| old != new);
    let rows = changed.map(|((name, label, old), (_, _, new))| context! { name, label, old, new });
    context! { rows => rows.collect::<Vec<_>>(), by => proposal.by.as_str(), at => proposal.at.to_string() }
}

fn agreement_values(visit: &Visit<'_>, agreement: &Agreement) -> Value {
    let label = |name: &String| {
        let field = words(visit).form.field(name);
        field.map_or_else(|| name.clone(), |field| field.summary_label().to_owned())
    };
    let declarations: Vec<_> = agreement.declarations.iter().map(label).collect();
    context! { at => agreement.at.to_string(), by => agreement.by.as_str(), declarations }
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
