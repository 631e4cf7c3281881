//! Email addresses: several where one is asked for.

use crate::mistakes::FieldError;
use shared::applicant::EmailAddress;
use shared::application::TypedAnswers;
use shared::form::{FieldKind, Section};
use shared::form_words::FormWords;

/// Says in the error of an address that it is several, and names the first.
pub(super) fn explain(words: FormWords<'_>, section: &Section, typed: &TypedAnswers, errors: &mut [FieldError]) {
    for error in errors {
        if let Some(field) = section.field(&error.field).filter(|field| field.kind == FieldKind::Email)
            && let Some(first) = first_of_several(typed.first(&error.field))
        {
            let values = [("label", field.summary_label()), ("first", first.as_str())];
            error.message = words.fill("error.several_addresses", &values);
        }
    }
}

/// Returns the first address of a list of them.
fn first_of_several(typed: &str) -> Option<EmailAddress> {
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/'));
    let mut addresses = parts.filter_map(|part| EmailAddress::parse(part).ok());
    addresses.next().filter(|_| addresses.next().is_some())
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
}
