//! The application's fields: which there are, in which section, and which must be answered.
//!
//! The same names stand in the form, in the JSON API and in the table. The words beside them are the site's. Like
//! `site/model.rs`, this file is compiled here and in the `site` crate, which holds `site.toml` against it.

/// A page of questions. Sections are filled in, checked and stored one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Which organization is applying.
    Organization,
    /// What it does.
    Profile,
    /// Whom to talk to.
    People,
    /// What it would take part in, and what it agrees to.
    Declarations,
}

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name everywhere but on the page.
    pub name: &'static str,
    /// Whether an application can't be sent without an answer.
    pub required: bool,
}

const fn required(name: &'static str) -> Field {
    Field { name, required: true }
}

const fn optional(name: &'static str) -> Field {
    Field { name, required: false }
}

const ORGANIZATION: &[Field] = &[
    required("legal_name"),
    optional("public_name"),
    required("website"),
    required("kind"),
    required("country"),
    optional("registration_number"),
    optional("parent"),
];

const PROFILE: &[Field] = &[optional("services"), optional("regions"), required("employees"), required("why_join")];

const PEOPLE: &[Field] = &[
    required("contact_name"),
    required("contact_title"),
    required("contact_email"),
    optional("contact_phone"),
    optional("representative_same"),
    // Required unless representative_same is ticked.
    required("representative_name"),
    required("representative_title"),
    required("representative_email"),
    optional("billing_email"),
];

const DECLARATIONS: &[Field] = &[
    optional("committees"),
    optional("heard_from"),
    required("code_of_ethics"),
    required("antitrust"),
    required("authority"),
    required("privacy_notice"),
    optional("news"),
];

/// Fields whose answers come from a list of choices in `site.toml`.
pub const CHOICES: [&str; 5] = ["kind", "employees", "services", "regions", "committees"];

impl Section {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 4] = [Self::Organization, Self::Profile, Self::People, Self::Declarations];

    /// Its name in the address, in the table's attributes and in `site.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Profile => "profile",
            Self::People => "people",
            Self::Declarations => "declarations",
        }
    }

    /// The section of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }

    /// Its questions, in the order in which they are asked.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Organization => ORGANIZATION,
            Self::Profile => PROFILE,
            Self::People => PEOPLE,
            Self::Declarations => DECLARATIONS,
        }
    }
}
