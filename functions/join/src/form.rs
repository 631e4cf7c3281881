//! A posted form to answers.

use percent_encoding::percent_decode;
use shared::application::Answers;
use shared::fields::Section;

/// The hidden field with the version that the visitor was shown.
pub(crate) const VERSION: &str = "version";
/// The hidden field with the version of the privacy notice that the visitor was asked to agree to.
const PRIVACY_NOTICE: &str = "privacy_notice_version";

/// The field that nobody can see: whoever fills it in is a program.
const HIDDEN: &str = "remarks";
/// The hidden field with an address that the visitor was asked about: sent again, it is meant.
const ASKED_ABOUT: &str = "asked_about";

/// The body is not `application/x-www-form-urlencoded` in UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// A form as it was posted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Posted {
    /// What was typed into the section's fields. Anything else that was sent is passed over.
    pub(crate) answers: Answers,
    /// The version that the visitor was shown; 0 if there was none.
    pub(crate) version: u64,
    /// The version of the privacy notice that the page asked to agree to, if it did.
    pub(crate) privacy_notice: Option<String>,
    /// Whether the field was filled in that nobody can see.
    pub(crate) hidden_field: bool,
    /// Addresses that the visitor was asked about before.
    pub(crate) asked_about: Vec<String>,
}

/// Reads a form, as the [URL Standard](https://url.spec.whatwg.org/#urlencoded-parsing) has it, but strictly: text that
/// is not UTF-8 is refused, for nobody typed it.
pub(crate) fn read(body: &[u8], section: Option<Section>) -> Result<Posted, Unreadable> {
    let fields = section.map_or(&[][..], Section::fields);
    let mut posted = Posted::default();
    for (name, value) in pairs(body)? {
        match name.as_str() {
            VERSION => posted.version = value.parse().unwrap_or(0),
            PRIVACY_NOTICE => posted.privacy_notice = Some(value),
            HIDDEN => posted.hidden_field |= !value.trim().is_empty(),
            ASKED_ABOUT => posted.asked_about.push(value),
            name if fields.iter().any(|field| field.name == name) => posted.answers.add(name, value),
            _ => {}
        }
    }
    Ok(posted)
}

/// The one value that a short form asks for; empty if it was not sent.
pub(crate) fn value(body: &[u8], name: &str) -> Result<String, Unreadable> {
    let found = pairs(body)?.into_iter().find(|(sent, _)| sent == name);
    Ok(found.map(|(_, value)| value).unwrap_or_default())
}

fn pairs(body: &[u8]) -> Result<Vec<(String, String)>, Unreadable> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let decoded = pairs.map(|pair| {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        Ok((decode(parts.next().unwrap_or_default())?, decode(parts.next().unwrap_or_default())?))
    });
    decoded.collect()
}

fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().map(Into::into).map_err(|_| Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().copied().collect()
    }

    #[test]
    fn fields_of_the_section_are_read_and_others_passed_over() {
        let posted = read(
            b"legal_name=O%E2%80%99Neill+%26+Co&kind=cro&status=accepted&version=3&&x",
            Some(Section::Organization),
        );
        let expected = answers(&[("legal_name", "O’Neill & Co"), ("kind", "cro")]);
        assert_eq!(posted, Ok(Posted { answers: expected, version: 3, ..Posted::default() }));
    }

    #[test]
    fn a_field_can_have_several_values() {
        let posted = read(b"services=safety&services=other", Some(Section::Profile)).unwrap();
        assert_eq!(posted.answers.all("services"), ["safety", "other"]);
    }

    #[test]
    fn what_is_not_utf_8_is_refused() {
        assert_eq!(read(b"legal_name=%ff%fe", Some(Section::Organization)), Err(Unreadable));
        assert_eq!(read(b"legal_name=\xc3\x28", Some(Section::Organization)), Err(Unreadable));
    }

    #[test]
    fn whoever_fills_in_what_nobody_can_see_is_noticed() {
        assert!(read(b"remarks=buy+now", Some(Section::Profile)).unwrap().hidden_field);
        assert!(!read(b"remarks=+", Some(Section::Profile)).unwrap().hidden_field);
        assert!(!read(b"", Some(Section::Profile)).unwrap().hidden_field);
    }

    proptest::proptest! {
        #[test]
        fn what_a_browser_sends_is_what_was_typed(name: String, parent: String, version: u64) {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.append_pair("legal_name", &name).append_pair("parent", &parent);
            body.append_pair("version", &version.to_string());
            let posted = read(body.finish().as_bytes(), Some(Section::Organization)).unwrap();
            proptest::prop_assert_eq!(posted.answers, answers(&[("legal_name", &name), ("parent", &parent)]));
            proptest::prop_assert_eq!(posted.version, version);
        }

        #[test]
        fn any_body_is_read_or_refused(body: Vec<u8>) {
            let _ = read(&body, Some(Section::People));
        }
    }

    #[test]
    fn a_version_that_is_no_number_counts_as_none() {
        assert_eq!(read(b"version=18446744073709551615", None).unwrap().version, u64::MAX);
        assert_eq!(read(b"version=-1", None).unwrap().version, 0);
        assert_eq!(read(b"version=99999999999999999999999", None).unwrap().version, 0);
    }
}
