//! SpamSigns that an application may be spam. None of them is held against it alone, but for what a person cannot do.

mod repetition;

use crate::fingerprints;
use shared::applicant::EmailAddress;
use shared::application::{Declarations, Organization, People, Profile, Representative, SectionAnswers, Submitted};
use store::SpamSigns;

/// Why an application may be spam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A field was filled in that nobody can see.
    HiddenField,
    /// It took less time than reading takes.
    Speed,
    /// The same text stands in several places, or over and over in one.
    RepeatedText,
    /// A name has a link in it.
    LinkInName,
    /// Mail goes to a mailbox that is thrown away.
    DisposableAddress,
}

/// Nobody fills in four pages in less than this many seconds.
const QUICKEST: i64 = 10;

impl Reason {
    /// Its name in the table.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::HiddenField => "hidden_field",
            Self::Speed => "speed",
            Self::RepeatedText => "repeated_text",
            Self::LinkInName => "link_in_name",
            Self::DisposableAddress => "disposable_address",
        }
    }
}

/// Whether these are reasons enough to keep an application apart.
pub(crate) fn is_suspect(reasons: &[Reason]) -> bool {
    reasons.contains(&Reason::HiddenField) || reasons.len() > 1
}

/// Every reason there is, in the order of [`Reason`].
pub(crate) fn reasons(application: &Submitted, signs: SpamSigns) -> Vec<Reason> {
    let typed = Typed::of(application);
    let seconds = application.submitted_at.unix() - application.created_at.unix();
    let found = [
        (Reason::HiddenField, signs.hidden_field),
        // A program that uses the API takes no time, and says what it is.
        (Reason::Speed, seconds < QUICKEST && !signs.via_api),
        (Reason::RepeatedText, repetition::is_repeated(&typed)),
        (Reason::LinkInName, typed.names.iter().chain(&typed.titles).any(|name| has_link(name))),
        (Reason::DisposableAddress, typed.addresses.iter().any(|address| is_disposable(address))),
    ];
    found.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect()
}

/// What was typed freely, by kind. Within a kind it is natural that one is like another: a public name like the legal
/// one, or a company named after its owner.
#[derive(Debug, Default)]
struct Typed<'a> {
    /// Of the organization and of people.
    names: Vec<&'a str>,
    titles: Vec<&'a str>,
    /// Neither names nor titles.
    remarks: Vec<&'a str>,
    reasons_to_join: &'a str,
    addresses: Vec<&'a EmailAddress>,
}

impl<'a> Typed<'a> {
    fn of(application: &'a Submitted) -> Self {
        let mut typed = Self::default();
        for section in &application.sections {
            match section {
                SectionAnswers::Organization(organization) => typed.add_organization(organization),
                SectionAnswers::Profile(Profile { why_join, .. }) => typed.reasons_to_join = why_join.as_str(),
                SectionAnswers::People(people) => typed.add_people(people),
                SectionAnswers::Declarations(Declarations { heard_from, .. }) => {
                    typed.remarks.extend(heard_from.as_ref().map(shared::applicant::Line::as_str));
                }
            }
        }
        typed
    }

    fn add_organization(&mut self, organization: &'a Organization) {
        self.names.push(organization.legal_name.as_str());
        self.names.extend(organization.public_name.as_ref().map(shared::applicant::OrganizationName::as_str));
        self.names.extend(organization.parent.as_ref().map(shared::applicant::Line::as_str));
        self.remarks.extend(organization.registration_number.as_ref().map(shared::applicant::Line::as_str));
    }

    fn add_people(&mut self, people: &'a People) {
        self.names.push(people.contact_name.as_str());
        self.titles.push(people.contact_title.as_str());
        self.addresses.push(&people.contact_email);
        if let Representative::Other { name, title, email } = &people.representative {
            self.names.push(name.as_str());
            self.titles.push(title.as_str());
            self.addresses.push(email);
        }
    }
}

/// What makes a link of a text, on the web or in a message. An organization may well be called `Acme <Asia>`.
fn has_link(text: &str) -> bool {
    let text = text.to_lowercase();
    ["http://", "https://", "www.", "<a ", "<a>"].iter().any(|link| text.contains(link))
}

/// Kept for examples by RFC 2606, which the list does not know. Whoever tries the form out uses them.
const EXAMPLES: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Where anybody gets a mailbox for a while: fingerprints of what the crate `disposable-emails` has, but for what is below
/// another.
const DISPOSABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/disposable.fingerprints"));

/// The list has the domains of providers; some of them give a subdomain to everyone.
fn is_disposable(address: &EmailAddress) -> bool {
    let domain = address.domain();
    let parents = domain.match_indices('.').filter_map(|(dot, _)| domain.get(dot + 1..));
    let listed = |domain: &str| !EXAMPLES.contains(&domain) && fingerprints::has(DISPOSABLE, domain);
    std::iter::once(domain).chain(parents).any(listed)
}

#[cfg(test)]
mod tests;
