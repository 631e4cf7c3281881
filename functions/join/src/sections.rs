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

    fn consent() -> PrivacyConsent {
        PrivacyConsent { version: "2026-11-23".to_owned(), at: Timestamp::from_unix(1_800_000_000) }
    }

    fn try_parse(section: Section, pairs: &[(&str, &str)]) -> Result<SectionAnswers, Vec<FieldError>> {
        let answers = pairs.iter().copied().collect();
        parse(section, &answers, &Form::embedded().unwrap(), consent())
    }

    fn good(section: Section) -> Vec<(&'static str, &'static str)> {
        match section {
            Section::Organization => {
                vec![("legal_name", "Ex & Co"), ("website", "https://example.com/"), ("kind", "cro"), ("country", "CH")]
            }
            Section::Profile => vec![
                ("services", "safety"),
                ("services", "other"),
                ("regions", "europe"),
                ("employees", "50-249"),
                ("why_join", "To take part in the work."),
            ],
            Section::People => vec![
                ("contact_name", "Ada"),
                ("contact_title", "Head"),
                ("contact_email", "ada@example.com"),
                ("representative_name", "Bo"),
                ("representative_title", "Lead"),
                ("representative_email", "bo@example.com"),
            ],
            Section::Declarations => vec![
                ("committees", "responsible-ai"),
                ("code_of_ethics", "yes"),
                ("antitrust", "yes"),
                ("authority", "yes"),
                ("privacy_notice", "yes"),
                ("news", "yes"),
            ],
        }
    }

    #[test]
    fn parsed_answers_parse_again_to_the_same() {
        for section in Section::ALL {
            let parsed = try_parse(section, &good(section)).unwrap();
            assert_eq!(parsed.to_answers(), good(section).into_iter().collect());
            assert_eq!(parse(section, &parsed.to_answers(), &Form::embedded().unwrap(), consent()), Ok(parsed));
        }
    }

    #[test]
    fn an_empty_form_has_an_error_for_every_required_field_in_order() {
        for section in Section::ALL {
            let errors = try_parse(section, &[]).unwrap_err();
            let required = section.fields().iter().filter(|field| field.required).map(|field| field.name);
            assert_eq!(
                errors.iter().map(|error| error.field.as_ref()).collect::<Vec<_>>(),
                required.collect::<Vec<_>>()
            );
            assert!(errors.iter().all(|error| !error.message.is_empty()));
        }
    }

    #[test]
    fn a_representative_who_is_the_contact_needs_no_other_name() {
        let mut answers = good(Section::People);
        answers.retain(|(field, _)| !field.starts_with("representative"));
        answers.push(("representative_same", "yes"));
        let Ok(SectionAnswers::People(people)) = try_parse(Section::People, &answers) else { panic!("refused") };
        assert_eq!(people.representative, Representative::Contact);
    }

    #[test]
    fn a_choice_that_is_not_offered_is_an_error() {
        let mut answers = good(Section::Profile);
        answers.push(("services", "<script>"));
        let errors = try_parse(Section::Profile, &answers).unwrap_err();
        assert_eq!(
            errors,
            [FieldError { field: "services".into(), message: "Choose services from the list".to_owned() }]
        );
    }

    #[test]
    fn length_errors_give_the_limit_in_characters() {
        let long = "x".repeat(2001);
        let errors = try_parse(Section::Profile, &[("employees", "5000+"), ("why_join", &long)]).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].message, "“Why would you like to join?” must be 2,000 characters or fewer");
    }
}
