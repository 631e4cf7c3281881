//! Web addresses: what is wrong with one that is refused.

use crate::mistakes::FieldError;
use shared::application::TypedAnswers;
use shared::form::{FieldKind, Section};
use shared::form_words::FormWords;

/// Says in the error of a web address which part is wrong, if that is plain.
pub(super) fn explain(words: FormWords<'_>, section: &Section, typed: &TypedAnswers, errors: &mut [FieldError]) {
    for error in errors {
        let Some(field) = section.field(&error.field).filter(|field| field.kind == FieldKind::WebAddress) else {
            continue;
        };
        if error.message == field.invalid
            && let Some(key) = mistake(typed.first(&error.field).trim())
        {
            error.message = words.fill(key, &[("label", field.summary_label())]);
        }
    }
}

/// Returns the key of the words for what is wrong.
fn mistake(typed: &str) -> Option<&'static str> {
    let after_scheme = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some("error.website_is_email");
    }
    if typed.contains(char::is_whitespace) {
        return Some("error.website_has_space");
    }
    let host = authority.split(':').next().unwrap_or_default();
    match host.rsplit_once('.') {
        None if !host.is_empty() => Some("error.website_has_no_dot"),
        Some((_, "")) => Some("error.website_has_no_ending"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_part_is_named() {
        for (typed, key) in [
            ("ada@example.com", Some("error.website_is_email")),
            ("https://ada@example.com/", Some("error.website_is_email")),
            ("www.example.com www.example.org", Some("error.website_has_space")),
            ("exam ple.com", Some("error.website_has_space")),
            ("example", Some("error.website_has_no_dot")),
            ("https://localhost:3000/a.b", Some("error.website_has_no_dot")),
            ("example.", Some("error.website_has_no_ending")),
            ("http://", None),
            ("127.0.0.1", None),
            ("ftp://example.com", None),
        ] {
            assert_eq!(mistake(typed), key, "{typed}");
        }
    }
}
