//! The page of a member, for its people.

use crate::Membership;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::{Value, context};
use shared::applicant::Date;
use shared::application::LinkId;
use shared::failure::Failure;
use shared::member::{Member, Representative};
use shared::member_form::{Mistakes, Typed};

pub(crate) const TEMPLATE: &str = "member.html";

/// A link that works, and what it leads to.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) link: LinkId,
    pub(crate) member: Member,
    /// Who got the link.
    pub(crate) person: Representative,
}

impl Membership {
    /// Returns what a link leads to; `None` if it never worked, has expired, or its reader does not act for the member any
    /// more.
    pub(crate) async fn open(&self, link: &str) -> Result<Option<Opened>, Failure> {
        let Ok(link) = link.parse::<LinkId>() else { return Ok(None) };
        let found = self.store.member_link(&link, self.clock.now()).await.map_err(|error| error.failure())?;
        let Some(found) = found else { return Ok(None) };
        let member = self.store.member(&found.reference).await.map_err(|error| error.failure())?;
        let Some(member) = member else { return Ok(None) };
        let person = member.representative(&found.mailbox).cloned();
        Ok(person.map(|person| Opened { link, member, person }))
    }

    /// Renders the page for a link that does not work.
    pub(crate) fn no_link(&self) -> Result<Response<Body>, Failure> {
        self.page(StatusCode::NOT_FOUND, "no_link.html", context! {})
    }
}

/// Shows the page.
pub(crate) async fn show(membership: &Membership, request: &Request, link: &str) -> Result<Response<Body>, Failure> {
    let Some(opened) = membership.open(link).await? else { return membership.no_link() };
    let Opened { member, .. } = &opened;
    let profile = member.proposal.as_ref().map_or(&member.profile, |proposal| &proposal.profile);
    let typed = Typed::of(profile, &member.representatives);
    let done = request.uri().query().filter(|query| ["saved", "renewed"].contains(query));
    let values = values(membership, &opened, &typed, &Mistakes::default(), &[]);
    membership.page(StatusCode::OK, TEMPLATE, context! { done, ..values })
}

/// Returns the values of the page. `unagreed` are the declarations that are missing.
pub(crate) fn values(
    membership: &Membership,
    opened: &Opened,
    typed: &Typed,
    mistakes: &Mistakes,
    unagreed: &[&str],
) -> Value {
    let Opened { link, member, person } = opened;
    let form = membership.member_form();
    let date = |date: Date| form.words().date(&date.to_string());
    let renewal = membership.renewal(member);
    let declarations = membership.declarations().map(|field| {
        let name = field.name.as_str();
        context! {
            name, label => field.label.as_str(), missing => field.missing.as_str(),
            is_agreed => typed.first(name) == "yes", is_missing => unagreed.contains(&name),
            read => field.read.as_ref().map(|link| context! { label => link.label.as_str(), path => link.path.as_str() }),
        }
    });
    context! {
        address => format!("/membership/{}", link.as_str()),
        reference => member.reference.as_str(),
        name => member.profile.known_name(),
        person => person.email.as_str(),
        status => member.status.as_str(),
        seen => member.version,
        joined_on => date(member.joined_on),
        renews_on => member.renews_on.map(date),
        public_page => member.listing().is_public(membership.clock.now()).then(|| format!("/members/{}", member.slug)),
        renewal => renewal.map(|renewal| context! {
            of => renewal.of.to_string(), of_words => date(renewal.of), until => date(renewal.until),
        }),
        is_waiting => member.proposal.is_some(),
        publishes => membership.members.publish_at_once,
        failure => (),
        is_late => false,
        done => (),
        has_unagreed => !unagreed.is_empty(),
        declarations => declarations.collect::<Vec<_>>(),
        ..typed.values(&form, mistakes),
    }
}
