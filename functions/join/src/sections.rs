//! Parses typed answers. Every rule about answers is applied here, for the form and the API.

use crate::context::Context;
use crate::reader::{FieldError, Reader};
use shared::applicant::{
    Country, EmailAddress, Employees, JobTitle, JoinReasons, OrganizationKind, OrganizationName, PersonName,
    PhoneNumber, ShortText, Website,
};
use shared::application::{Answers, Declarations, Organization, People, Profile, Representative, SectionAnswers};
use shared::fields::Section;
use shared::site::Form;
use shared::timestamp::Timestamp;

/// The privacy notice that an applicant agrees to, and when.
#[derive(Debug, Clone)]
pub(crate) struct PrivacyConsent {
    version: String,
    at: Timestamp,
}

impl PrivacyConsent {
    /// Returns consent to the current notice, now.
    pub(crate) fn now(ctx: &Context) -> Self {
        Self { version: ctx.privacy_notice.clone(), at: ctx.clock.now() }
    }
}

/// Parses the answers of a section, or returns every error in them.
pub(crate) fn parse(
    section: Section,
    answers: &Answers,
    form: &Form,
    consent: PrivacyConsent,
) -> Result<SectionAnswers, Vec<FieldError>> {
    let reader = Reader::new(form, answers);
    match section {
        Section::Organization => organization(reader).map(SectionAnswers::Organization),
        Section::Profile => profile(reader).map(SectionAnswers::Profile),
        Section::People => people(reader).map(SectionAnswers::People),
        Section::Declarations => declarations(reader, consent).map(SectionAnswers::Declarations),
    }
}

fn organization(mut reader: Reader<'_>) -> Result<Organization, Vec<FieldError>> {
    let legal_name = reader.required("legal_name", OrganizationName::parse);
    let public_name = reader.optional("public_name", OrganizationName::parse);
    let website = reader.required("website", Website::parse);
    let kind = reader.required("kind", OrganizationKind::parse);
    let country = reader.required("country", Country::parse);
    let registration_number = reader.optional("registration_number", ShortText::parse);
    let parent = reader.optional("parent", ShortText::parse);
    let organization = || {
        Some(Organization {
            legal_name: legal_name?,
            public_name: public_name?,
            website: website?,
            kind: kind?,
            country: country?,
            registration_number: registration_number?,
            parent: parent?,
        })
    };
    reader.finish(organization())
}

fn profile(mut reader: Reader<'_>) -> Result<Profile, Vec<FieldError>> {
    let services = reader.several("services");
    let regions = reader.several("regions");
    let employees = reader.required("employees", Employees::parse);
    let why_join = reader.required("why_join", JoinReasons::parse);
    let profile =
        || Some(Profile { services: services?, regions: regions?, employees: employees?, why_join: why_join? });
    reader.finish(profile())
}

fn people(mut reader: Reader<'_>) -> Result<People, Vec<FieldError>> {
    let contact_name = reader.required("contact_name", PersonName::parse);
    let contact_title = reader.required("contact_title", JobTitle::parse);
    let contact_email = reader.required("contact_email", EmailAddress::parse);
    let contact_phone = reader.optional("contact_phone", PhoneNumber::parse);
    let representative = if reader.ticked("representative_same") {
        Some(Representative::Contact)
    } else {
        other_representative(&mut reader)
    };
    let billing_email = reader.optional("billing_email", EmailAddress::parse);
    let people = || {
        Some(People {
            contact_name: contact_name?,
            contact_title: contact_title?,
            contact_email: contact_email?,
            contact_phone: contact_phone?,
            representative: representative?,
            billing_email: billing_email?,
        })
    };
    reader.finish(people())
}

fn other_representative(reader: &mut Reader<'_>) -> Option<Representative> {
    let name = reader.required("representative_name", PersonName::parse);
    let title = reader.required("representative_title", JobTitle::parse);
    let email = reader.required("representative_email", EmailAddress::parse);
    Some(Representative::Other { name: name?, title: title?, email: email? })
}

fn declarations(mut reader: Reader<'_>, consent: PrivacyConsent) -> Result<Declarations, Vec<FieldError>> {
    let committees = reader.several("committees");
    let heard_from = reader.optional("heard_from", ShortText::parse);
    let agreed = ["code_of_ethics", "antitrust", "authority", "privacy_notice"].map(|field| reader.agreed(field));
    let news = reader.ticked("news");
    let declarations = || {
        agreed.into_iter().collect::<Option<Vec<()>>>()?;
        Some(Declarations {
            committees: committees?,
            heard_from: heard_from?,
            privacy_notice_version: consent.version,
            privacy_notice_at: consent.at,
            news,
        })
    };
    reader.finish(declarations())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::site::Embedded;

    fn errors(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let consent = PrivacyConsent { version: "2026-11-23".to_owned(), at: Timestamp::from_unix(1_800_000_000) };
        let answers = pairs.iter().copied().collect();
        let errors = parse(Section::Profile, &answers, &Form::embedded().unwrap(), consent).unwrap_err();
        errors.into_iter().map(|error| (error.field.into(), error.message)).collect()
    }

    #[test]
    fn an_error_names_the_field_and_what_would_be_right() {
        let (reason, long) = ("To take part in the work.", "x".repeat(2001));
        for (services, why_join, field, message) in [
            ("<script>", reason, "services", "Choose services from the list"),
            ("safety", &long, "why_join", "“Why would you like to join?” must be 2,000 characters or fewer"),
        ] {
            let answers = [("services", services), ("employees", "5000+"), ("why_join", why_join)];
            assert_eq!(errors(&answers), [(field.to_owned(), message.to_owned())]);
        }
    }
}
