//! Email addresses: what is wrong with one that is refused.

use shared::applicant::{EmailAddress, is_blank};
use shared::form_words::FormWords;

/// Says which part of an address is wrong, if that is plain. `label` is what errors call the question.
pub(super) fn explain(words: FormWords<'_>, label: &str, typed: &str) -> Option<String> {
    if let Some(first) = first_of_several(typed) {
        return Some(words.fill("error.several_addresses", &[("label", label), ("first", first.as_str())]));
    }
    if let Some(meant) = with_dots(typed) {
        return Some(words.fill("error.email_has_comma", &[("label", label), ("meant", meant.as_str())]));
    }
    mistake(typed.trim()).map(|key| words.fill(key, &[("label", label)]))
}

/// Returns the first address of a list of them.
fn first_of_several(typed: &str) -> Option<EmailAddress> {
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/'));
    let mut addresses = parts.filter_map(|part| EmailAddress::parse(part).ok());
    addresses.next().filter(|_| addresses.next().is_some())
}

/// Returns the address that has dots in place of commas.
fn with_dots(typed: &str) -> Option<EmailAddress> {
    typed.contains(',').then(|| EmailAddress::parse(&typed.replace(',', ".")).ok()).flatten()
}

/// Returns the key of the words for what is wrong.
fn mistake(typed: &str) -> Option<&'static str> {
    let Some((local, domain)) = typed.split_once('@') else {
        return (!is_blank(typed)).then_some("error.email_has_no_at");
    };
    if typed.contains(['<', '>']) {
        Some("error.email_has_brackets")
    } else if local.is_empty() {
        Some("error.email_has_no_name")
    } else if domain.is_empty() {
        Some("error.email_has_no_domain")
    } else if domain.contains('@') {
        Some("error.email_has_several_ats")
    } else if typed.contains(char::is_whitespace) {
        Some("error.email_has_space")
    } else if domain.trim_end_matches('.').contains('.') {
        None
    } else {
        Some("error.email_has_no_ending")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_addresses_are_recognized() {
        for typed in
            ["a@b.com, c@d.com", "a@b.com;c@d.com", " a@b.com c@d.com ", "a@b.com / c@d.com", "a@b.com or c@d.com"]
        {
            assert_eq!(first_of_several(typed).unwrap().as_str(), "a@b.com", "{typed}");
        }
    }

    #[test]
    fn one_address_is_not_several() {
        for typed in ["", "a@b.com", "a@b.com,", "a@b@c.com", "Ada <a@b.com>", "a, b@c.com", ","] {
            assert!(first_of_several(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_comma_in_place_of_a_dot_is_corrected() {
        for (typed, meant) in [
            ("ada@example,com", Some("ada@example.com")),
            (" ada,holm@example.co,uk", Some("ada.holm@example.co.uk")),
            ("ada@example,com.", None),
            ("ada@example,,com", None),
            ("ada@example, com", None),
            ("ada@example.com", None),
        ] {
            assert_eq!(with_dots(typed).as_ref().map(EmailAddress::as_str), meant, "{typed}");
        }
    }

    #[test]
    fn the_wrong_part_is_named() {
        for (typed, key) in [
            ("ada", Some("error.email_has_no_at")),
            ("ada example.com", Some("error.email_has_no_at")),
            ("@example.com", Some("error.email_has_no_name")),
            ("@", Some("error.email_has_no_name")),
            ("ada@", Some("error.email_has_no_domain")),
            ("ada@example@example.com", Some("error.email_has_several_ats")),
            ("ada@@example.com", Some("error.email_has_several_ats")),
            ("ada holm@example.com", Some("error.email_has_space")),
            ("ada@example .com", Some("error.email_has_space")),
            ("ada@example", Some("error.email_has_no_ending")),
            ("ada@example.", Some("error.email_has_no_ending")),
            ("Ada Holm <ada@example.com>", Some("error.email_has_brackets")),
            ("ada@example..com", None),
            ("ada@-example.com", None),
            ("", None),
            ("\u{200b}", None),
        ] {
            assert_eq!(mistake(typed), key, "{typed}");
            assert!(EmailAddress::parse(typed).is_err(), "{typed}");
        }
    }
}
