//! The application's fields, by section.
//!
//! The form, the JSON API and the table use the same names. Labels are in `site.toml`, which the site compiler checks
//! against this list.

/// A page of questions. Applicants fill in, check and save one section at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// The organization.
    Organization,
    /// Its business and interests.
    Profile,
    /// The contacts.
    People,
    /// Committees and agreements.
    Declarations,
}

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in the form, the API and the table.
    pub name: &'static str,
    /// Whether an application needs an answer.
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

/// Fields with a list of choices in `site.toml`.
pub const CHOICES: [&str; 5] = ["kind", "employees", "services", "regions", "committees"];

impl Section {
    /// All sections, in form order.
    pub const ALL: [Self; 4] = [Self::Organization, Self::Profile, Self::People, Self::Declarations];

    /// Returns the name in paths, table attributes and `site.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Profile => "profile",
            Self::People => "people",
            Self::Declarations => "declarations",
        }
    }

    /// Returns the section with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }

    /// Returns the questions in form order.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Organization => ORGANIZATION,
            Self::Profile => PROFILE,
            Self::People => PEOPLE,
            Self::Declarations => DECLARATIONS,
        }
    }
}
