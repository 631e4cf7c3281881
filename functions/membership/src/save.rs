//! Takes what a member corrects, and its renewal.

use crate::Membership;
use crate::page::{Opened, TEMPLATE, values};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::applicant::Date;
use shared::failure::Failure;
use shared::member::{Agreement, Member};
use shared::member_form::{Mistakes, Typed};
use shared::{request, response};
use store::{Correction, MemberChange, MemberOutcome};

/// Takes the form. Sent twice, by a second click or after a lost response, it leads to the same page again.
pub(crate) async fn save(membership: &Membership, request: &Request, link: &str) -> Result<Response<Body>, Failure> {
    let body = request::form_body(request, &membership.settings.site_origin)?;
    let pairs = request::form_pairs(body)?;
    let typed = Typed::sent(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let Some(opened) = membership.open(link).await? else { return membership.no_link() };
    let Form { change, mistakes, unagreed } = parse(membership, &opened, &typed);
    let unagreed: Vec<_> = unagreed.iter().map(String::as_str).collect();
    let again = |opened: &Opened| values(membership, opened, &typed, &mistakes, &unagreed);
    let Some(change) = change else {
        return membership.page(StatusCode::UNPROCESSABLE_ENTITY, TEMPLATE, again(&opened));
    };
    if is_done(&opened.member, &change, &typed) {
        return Ok(done(&opened, &opened.member, &typed));
    }
    if let Err(failure) = membership.check_rate(request).await {
        return membership.page_after(failure, TEMPLATE, again(&opened));
    }
    let late = |opened: &Opened| {
        let values = context! { is_late => true, ..again(opened) };
        membership.page(StatusCode::CONFLICT, TEMPLATE, values)
    };
    if typed.first("seen").parse() != Ok(opened.member.version) {
        return late(&opened);
    }
    let now = membership.clock.now();
    match membership.store.change_member(&opened.member, None, &change, now).await {
        Ok(MemberOutcome::Done(member)) => {
            let (reference, action) = (member.reference.as_str(), change.action().as_str());
            tracing::info!(member.reference = reference, action, "member changed its entry");
            Ok(done(&opened, &member, &typed))
        }
        Ok(MemberOutcome::Rejected(Some(member))) if is_done(&member, &change, &typed) => {
            Ok(done(&opened, &member, &typed))
        }
        Ok(MemberOutcome::Rejected(Some(member))) => late(&Opened { member: *member, ..opened }),
        Ok(MemberOutcome::Rejected(None)) => membership.no_link(),
        Err(error) => membership.page_after(error.failure(), TEMPLATE, again(&opened)),
    }
}

/// What a form asks for.
struct Form {
    /// The change; none if the form has mistakes.
    change: Option<MemberChange>,
    mistakes: Mistakes,
    /// The declarations that are missing.
    unagreed: Vec<String>,
}

fn parse(membership: &Membership, opened: &Opened, typed: &Typed) -> Form {
    let mut mistakes = Mistakes::default();
    let profile = typed.profile(&membership.member_form(), &mut mistakes);
    let representatives = typed.people(&mut mistakes);
    let at = membership.clock.now();
    let by = opened.person.email.clone();
    // Without an address on record, nobody could come back.
    if mistakes.is_empty() && representatives.is_empty() {
        mistakes.add("email-0", "missing");
    }
    let is_published = membership.members.publish_at_once;
    let correction = profile.filter(|_| mistakes.is_empty()).map(|profile| Correction {
        profile,
        representatives,
        is_published,
        by: by.clone(),
        at,
    });
    if typed.first("do") != "renew" {
        return Form { change: correction.map(MemberChange::Correct), mistakes, unagreed: Vec::new() };
    }
    let declarations: Vec<_> = membership.declarations().map(|field| field.name.clone()).collect();
    let unagreed: Vec<_> = declarations.iter().filter(|name| typed.first(name) != "yes").cloned().collect();
    let agreement = Agreement { declarations, form_version: membership.form.version.clone(), by, at };
    let renewal = membership.renewal(&opened.member);
    let change = match (correction, renewal) {
        (Some(correction), Some(renewal)) if unagreed.is_empty() => {
            Some(MemberChange::Renew { until: renewal.until, by_member: Some((agreement, correction)) })
        }
        // It was renewed meanwhile, so only the corrections are new.
        (Some(correction), None) => Some(MemberChange::Correct(correction)),
        _ => None,
    };
    Form { change, mistakes, unagreed }
}

/// Returns whether a member is as the form asks. A renewal is, if the membership does not have to be renewed by the date
/// that the form named any more.
fn is_done(member: &Member, change: &MemberChange, typed: &Typed) -> bool {
    match change {
        MemberChange::Renew { .. } => {
            let asked = Date::parse(typed.first("renewal"));
            asked.is_ok_and(|asked| member.renews_on.is_some_and(|renews_on| renews_on > asked))
        }
        _ => change.parts(member).is_empty(),
    }
}

/// Leads to the page again, unless its reader does not act for the member any more.
fn done(opened: &Opened, member: &Member, typed: &Typed) -> Response<Body> {
    if member.representative(&opened.person.email.mailbox()).is_none() {
        return response::see_other("/membership?left");
    }
    let what = if typed.first("do") == "renew" { "renewed" } else { "saved" };
    response::see_other(&format!("/membership/{}?{what}", opened.link.as_str()))
}
