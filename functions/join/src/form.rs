//! Reads posted forms.

use lambda_http::Request;
use shared::application::TypedAnswers;
use shared::env::SiteOrigin;
use shared::failure::Failure;
use shared::form::Section;
use shared::request::{self, form_pairs};

/// The hidden field with the version that the page showed.
const VERSION: &str = "version";
/// The hidden field with the version of the privacy notice that the page showed.
const PRIVACY_NOTICE: &str = "privacy_notice_version";
/// The honeypot: a field that nobody can see, so only programs fill it in.
const HIDDEN: &str = "remarks";
/// The hidden field with the version of the form that the page showed.
const FORM_VERSION: &str = "form_version";
/// The hidden field with an address that the page asked about. Posting it again confirms the address.
const ASKED_ABOUT: &str = "asked_about";
/// The hidden field with the domain of the organization's website, if another page asks for that.
const OWN_DOMAIN: &str = "own_domain";
/// The button that corrects an address, with the field and the address that was probably meant.
const USE: &str = "use";

/// A posted form.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Posted {
    /// The answers typed into the section's fields. Other fields are ignored.
    pub(crate) answers: TypedAnswers,
    /// The version that the page showed; 0 if there was none.
    pub(crate) version: u64,
    /// The version of the privacy notice, if the page showed one.
    pub(crate) privacy_notice: Option<String>,
    /// The version of the form, if the page showed one.
    pub(crate) form_version: Option<String>,
    /// Whether the hidden field was filled in.
    pub(crate) hidden_field: bool,
    /// Addresses that the page asked about.
    pub(crate) asked_about: Vec<String>,
    /// The domain of the organization's website, if the page knew it.
    pub(crate) own_domain: Option<String>,
}

/// Reads the form of a section.
///
/// # Errors
/// As [`form_pairs`].
pub(crate) fn read(body: &[u8], section: Option<&Section>) -> Result<Posted, Failure> {
    let fields = section.map_or(&[][..], |section| &section.fields);
    let (mut posted, mut correction) = (Posted::default(), None);
    for (name, value) in form_pairs(body)? {
        match name.as_str() {
            VERSION => posted.version = value.parse().unwrap_or(0),
            PRIVACY_NOTICE => posted.privacy_notice = Some(value),
            HIDDEN => posted.hidden_field |= !value.trim().is_empty(),
            FORM_VERSION => posted.form_version = Some(value),
            OWN_DOMAIN => posted.own_domain = Some(value),
            ASKED_ABOUT => posted.asked_about.push(value),
            USE => correction = value.split_once(' ').map(|(field, meant)| (field.to_owned(), meant.to_owned())),
            name if fields.iter().any(|field| field.name == name) => posted.answers.add(name, value),
            _ => {}
        }
    }
    if let Some((field, meant)) = correction.filter(|(field, _)| fields.iter().any(|known| known.name == *field)) {
        posted.answers.remove(&field);
        posted.answers.add(&field, meant.clone());
        // The button is about this address alone.
        posted.asked_about = vec![meant];
    }
    Ok(posted)
}

/// Reads the only field of a short form; empty if it is missing.
///
/// # Errors
/// As [`read`].
pub(crate) fn value(body: &[u8], name: &str) -> Result<String, Failure> {
    let pair = form_pairs(body)?.into_iter().find(|(key, _)| key == name);
    Ok(pair.map(|(_, value)| value).unwrap_or_default())
}

/// Checks a form with a button and no fields.
///
/// # Errors
/// As [`read`] and [`request::form_body`].
pub(crate) fn read_button(request: &Request, site: &SiteOrigin) -> Result<(), Failure> {
    form_pairs(request::form_body(request, site)?).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::form::{Field, FieldKind};

    fn answers(pairs: &[(&str, &str)]) -> TypedAnswers {
        pairs.iter().copied().collect()
    }

    /// A section with three questions.
    fn section() -> Section {
        let text = |name| Field::new(name, FieldKind::Text { min: 1, max: 200 });
        let fields = ["legal_name", "parent", "services"].map(text).into();
        Section { name: "organization".to_owned(), title: String::new(), introduction: String::new(), fields }
    }

    #[test]
    fn only_fields_of_the_section_are_read() {
        let posted =
            read(b"legal_name=O%E2%80%99Neill+%26+Co&parent=cro&status=accepted&version=3&&x", Some(&section()));
        let expected = answers(&[("legal_name", "O’Neill & Co"), ("parent", "cro")]);
        assert_eq!(posted, Ok(Posted { answers: expected, version: 3, ..Posted::default() }));
    }

    #[test]
    fn a_filled_hidden_field_is_detected() {
        assert!(read(b"remarks=buy+now", Some(&section())).unwrap().hidden_field);
        assert!(!read(b"remarks=+", Some(&section())).unwrap().hidden_field);
        assert!(!read(b"", Some(&section())).unwrap().hidden_field);
    }

    #[test]
    fn a_correction_replaces_what_was_typed_and_confirms_nothing_else() {
        let posted = read(
            b"parent=a%40gmial.com&asked_about=a%40gmial.com&asked_about=b&use=parent+a%40gmail.com",
            Some(&section()),
        );
        let expected = Posted {
            answers: answers(&[("parent", "a@gmail.com")]),
            asked_about: vec!["a@gmail.com".to_owned()],
            ..Posted::default()
        };
        assert_eq!(posted, Ok(expected));
        for unknown in [&b"use=status+accepted"[..], b"use=parent", b"use="] {
            assert_eq!(read(unknown, Some(&section())), Ok(Posted::default()));
        }
    }

    proptest::proptest! {
        #[test]
        fn typed_text_survives_form_encoding(name: String, parent: String, version: u64) {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.append_pair("legal_name", &name).append_pair("parent", &parent);
            body.append_pair("version", &version.to_string());
            let posted = read(body.finish().as_bytes(), Some(&section())).unwrap();
            proptest::prop_assert_eq!(posted.answers, answers(&[("legal_name", &name), ("parent", &parent)]));
            proptest::prop_assert_eq!(posted.version, version);
        }

        #[test]
        fn any_body_is_read_or_refused(body: Vec<u8>) {
            let _ = read(&body, Some(&section()));
        }
    }

    #[test]
    fn an_invalid_version_counts_as_none() {
        assert_eq!(read(b"version=18446744073709551615", None).unwrap().version, u64::MAX);
        assert_eq!(read(b"version=-1", None).unwrap().version, 0);
        assert_eq!(read(b"version=99999999999999999999999", None).unwrap().version, 0);
    }
}
