//! Core questions, on whose answers the program acts. Their words are the site's; name and type are fixed.

use super::FieldKind;

/// A core question.
#[derive(Debug, Clone, Copy)]
pub struct CoreQuestion {
    /// The name in the form, the API and the table.
    pub name: &'static str,
    /// Whether a form needs the question, and an application an answer.
    pub presence: Presence,
    /// A core question with a yes-or-no answer, and the answer to it for which this question is asked.
    pub when: Option<(&'static str, &'static str)>,
    kind: fn() -> FieldKind,
}

/// Whether a form needs a core question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Every form has the question, and an answer is required.
    Always,
    /// A form may leave out the question. An answer to it is required.
    Required,
    /// A form may leave out the question or make it required.
    Free,
    /// A form may leave out the question. An answer to it can't be required.
    Optional,
}

impl CoreQuestion {
    /// The type of the answer.
    pub fn kind(&self) -> FieldKind {
        (self.kind)()
    }

    /// Returns the core question with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        CORE.iter().find(|question| question.name == name)
    }
}

const fn core(name: &'static str, presence: Presence, kind: fn() -> FieldKind) -> CoreQuestion {
    CoreQuestion { name, presence, when: None, kind }
}

/// A question about a representative other than the main contact.
const fn of_representative(name: &'static str, presence: Presence, kind: fn() -> FieldKind) -> CoreQuestion {
    CoreQuestion { name, presence, when: Some(("representative_same", "no")), kind }
}

const fn name_or_title() -> FieldKind {
    FieldKind::Text { min: 1, max: 200 }
}

/// All core questions.
pub const CORE: [CoreQuestion; 15] = [
    core("legal_name", Presence::Always, name_or_title),
    core("public_name", Presence::Free, name_or_title),
    core("website", Presence::Free, || FieldKind::WebAddress),
    core("country", Presence::Free, || FieldKind::Country),
    core("contact_name", Presence::Free, name_or_title),
    core("contact_title", Presence::Free, name_or_title),
    core("contact_email", Presence::Always, || FieldKind::Email),
    core("contact_phone", Presence::Free, || FieldKind::Telephone),
    core("representative_same", Presence::Optional, || FieldKind::YesNo),
    of_representative("representative_name", Presence::Required, name_or_title),
    of_representative("representative_title", Presence::Free, name_or_title),
    of_representative("representative_email", Presence::Required, || FieldKind::Email),
    core("billing_email", Presence::Free, || FieldKind::Email),
    core("authority", Presence::Required, || FieldKind::Agreement),
    core("privacy_notice", Presence::Always, || FieldKind::PrivacyNotice),
];

/// The greatest length of an email address in characters (RFC 5321, less the angle brackets).
pub const EMAIL_CHARACTERS: usize = 254;
/// The greatest length of a telephone number in characters.
pub const TELEPHONE_CHARACTERS: usize = 40;
/// The greatest length of a web address in bytes.
pub const WEB_ADDRESS_BYTES: usize = 2000;

/// The beginning of the names of attributes that a review adds to an application.
const REVIEW: &str = "review_";

/// Returns whether a name is taken: by an attribute of an application in the table, or a hidden field of the form.
pub fn is_reserved(name: &str) -> bool {
    name.starts_with(REVIEW) || RESERVED.contains(&name)
}

const RESERVED: [&str; 31] = [
    "asked_about",
    "contact_confirmed_at",
    "contact_undelivered",
    "contact_undelivered_at",
    "created_at",
    "current_link",
    "current_link_mailbox",
    "entity_type",
    "expires_at",
    "form",
    "form_version",
    "hidden_field",
    "history_hash",
    "history_length",
    "link_email",
    "link_not_sent_at",
    "link_requested_at",
    "link_requests",
    "pk",
    "reference",
    "remarks",
    "sk",
    "status",
    "status_group",
    "status_since",
    "submitted_at",
    "suspect",
    "suspicion",
    "updated_at",
    "version",
    "via",
];
