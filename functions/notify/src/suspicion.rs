//! Judges whether an application is spam. Only a sign that no person can leave is enough on its own.

mod repetition;

use crate::lists;
use shared::applicant::EmailAddress;
use shared::application::{CoreAnswers, Representative, Status, Submitted};
use shared::site::FormDigest;
use store::SpamSigns;

/// Why an application may be spam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A hidden field was filled in.
    HiddenField,
    /// It was filled in faster than a person can read.
    Speed,
    /// Several answers are the same text, or one repeats a phrase.
    RepeatedText,
    /// A name contains a link.
    LinkInName,
    /// An address is at a provider of disposable mailboxes.
    DisposableAddress,
}

/// The minimum time that a person needs for the form's pages, in seconds.
const LEAST_SECONDS: i64 = 10;

/// A spam verdict, reached once for each change.
#[derive(Debug)]
pub(crate) struct SpamVerdict {
    /// In the order of [`Reason`].
    pub(crate) reasons: Vec<Reason>,
    /// Whether the reasons are enough to set the application aside.
    pub(crate) is_suspect: bool,
    /// Whether no mail may go to the addresses in it, because it is set aside or about to be.
    pub(crate) is_silenced: bool,
}

impl SpamVerdict {
    pub(crate) fn of(application: &Submitted, asked: &FormDigest, signs: SpamSigns) -> Self {
        let reasons = reasons(application, asked, signs);
        let is_suspect = reasons.contains(&Reason::HiddenField) || reasons.len() > 1;
        let is_silenced = application.set_aside || (is_suspect && !was_taken_up(application));
        Self { reasons, is_suspect, is_silenced }
    }
}

/// Returns whether staff have changed the application, and so judged it themselves.
fn was_taken_up(application: &Submitted) -> bool {
    match application.status {
        Status::Draft => false,
        // Staff have returned or cleared it, if there is more than the submission.
        Status::Received => application.history.length > 1,
        // An applicant who withdraws at once makes the second entry.
        Status::Withdrawn => application.history.length > 2,
        Status::InReview | Status::MoreInformation | Status::Accepted | Status::Declined => true,
    }
}

impl Reason {
    /// Returns the name in the table.
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

fn reasons(application: &Submitted, asked: &FormDigest, signs: SpamSigns) -> Vec<Reason> {
    let text = FreeText::of(application, asked);
    let seconds = application.submitted_at.unix() - application.created_at.unix();
    let checks = [
        (Reason::HiddenField, signs.hidden_field),
        // API clients are fast, and do not pretend to be people.
        (Reason::Speed, seconds < LEAST_SECONDS && !signs.via_api),
        (Reason::RepeatedText, repetition::is_repeated(&text)),
        (Reason::LinkInName, text.names.iter().chain(&text.titles).any(|name| has_link(name))),
        (Reason::DisposableAddress, text.addresses.iter().any(|address| is_disposable(address))),
    ];
    checks.into_iter().filter_map(|(reason, applies)| applies.then_some(reason)).collect()
}

/// The free-text answers by kind. Within a kind, equal answers are natural, such as a public name like the legal one or
/// a company named after its owner.
#[derive(Debug, Default)]
struct FreeText<'a> {
    /// Names of the organization and of people, and other facts about the organization.
    names: Vec<&'a str>,
    titles: Vec<&'a str>,
    /// Other short answers.
    remarks: Vec<&'a str>,
    /// Answers on several lines.
    long: Vec<&'a str>,
    addresses: Vec<&'a EmailAddress>,
}

impl<'a> FreeText<'a> {
    fn of(application: &'a Submitted, asked: &FormDigest) -> Self {
        let mut text = Self::default();
        let CoreAnswers { organization, contact, representative, .. } = &application.core;
        text.names.push(&organization.legal_name);
        text.names.extend(organization.public_name.as_deref());
        text.names.extend(contact.name.as_deref());
        text.titles.extend(contact.title.as_deref());
        text.addresses.push(&contact.email);
        if let Some(Representative::Other { name, title, email }) = representative {
            text.names.push(name);
            text.titles.extend(title.as_deref());
            text.addresses.push(email);
        }
        let answers =
            |names: &[String]| names.iter().filter_map(|name| application.answers.text(name)).collect::<Vec<_>>();
        text.names.extend(answers(&asked.facts));
        text.remarks = answers(&asked.remarks);
        text.long = answers(&asked.long);
        text
    }
}

/// Returns whether a text contains a link. A bracket alone is not one: an organization may be called `Acme <Asia>`.
fn has_link(text: &str) -> bool {
    let text = text.to_lowercase();
    ["http://", "https://", "www.", "<a ", "<a>"].iter().any(|link| text.contains(link))
}

/// The example domains of RFC 2606, which people use to try out the form. The list of disposable domains has one of
/// them.
const EXAMPLES: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Fingerprints of the domains in the crate `disposable-emails`, without subdomains of others.
const DISPOSABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/disposable.fingerprints"));

/// Returns whether an address is at a listed domain or below one, since some providers give everyone a subdomain.
fn is_disposable(address: &EmailAddress) -> bool {
    let domain = address.domain();
    let parents = domain.match_indices('.').filter_map(|(dot, _)| domain.get(dot + 1..));
    let listed = |domain: &str| !EXAMPLES.contains(&domain) && lists::contains(DISPOSABLE, domain);
    std::iter::once(domain).chain(parents).any(listed)
}

#[cfg(test)]
mod tests;
