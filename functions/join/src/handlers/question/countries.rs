//! Countries: visitors type and read names, and answers hold codes.

use crate::mistakes::FieldError;
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

/// Asks in the error of a country that isn't found whether another one was meant, which is spelled almost like it, or which
/// of two whose names begin or end with it.
pub(super) fn suggest(words: FormWords<'_>, section: &Section, typed: &TypedAnswers, errors: &mut [FieldError]) {
    let is_country =
        |error: &&mut FieldError| section.field(&error.field).is_some_and(|field| field.kind == FieldKind::Country);
    for error in errors.iter_mut().filter(is_country) {
        let typed = typed.first(&error.field);
        if let [one, other] = named_with(words, typed).as_slice() {
            error.message = words.fill("error.either_country", &[("one", one), ("other", other)]);
        } else if let Some(near) = Country::nearest(typed, &words.form.countries) {
            error.message = words.fill("error.near_country", &[("country", &words.country(near.code()))]);
        }
    }
}

/// Returns the names of countries that begin or end with the typed words, which alone name none of them: such as "Congo" or
/// "Korea".
fn named_with<'a>(words: FormWords<'a>, typed: &str) -> Vec<&'a str> {
    let typed = typed.trim().to_lowercase();
    let has = |name: &str| {
        let name = name.to_lowercase();
        let before = name.strip_suffix(&typed).is_some_and(|before| before.ends_with(' '));
        before || name.strip_prefix(&typed).is_some_and(|after| after.starts_with(' '))
    };
    let names = words.countries().into_iter().map(|(_, name)| name);
    if typed.is_empty() { Vec::new() } else { names.filter(|name| has(name)).collect() }
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
