//! Countries: visitors type and read names, and answers hold codes.

use shared::applicant::Country;
use shared::application::TypedAnswers;
use shared::form::{Field, FieldKind, Section};
use shared::form_words::FormWords;

/// Replaces the names of countries by their codes. What names no country stays as it was typed.
pub(super) fn to_codes(words: FormWords<'_>, section: &Section, typed: &TypedAnswers) -> TypedAnswers {
    let find = |typed: &str| Country::find(typed, &words.form.countries).map(|country| country.code().to_owned());
    replaced(section, typed, find)
}

/// Replaces the codes of countries by their names.
pub(super) fn to_names(words: FormWords<'_>, section: &Section, saved: &TypedAnswers) -> TypedAnswers {
    replaced(section, saved, |code| (!code.is_empty()).then(|| words.country(code)))
}

fn replaced(section: &Section, typed: &TypedAnswers, replace: impl Fn(&str) -> Option<String>) -> TypedAnswers {
    let mut replaced = typed.clone();
    let is_country = |field: &&Field| field.kind == FieldKind::Country;
    for field in section.fields.iter().filter(is_country) {
        if let Some(value) = replace(typed.first(&field.name)) {
            replaced.remove(&field.name);
            replaced.add(&field.name, value);
        }
    }
    replaced
}
