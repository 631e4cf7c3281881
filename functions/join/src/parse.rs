//! Parses typed answers. Every rule about answers is applied here, for the form and the API.

use crate::context::Context;
use crate::mistakes::FieldError;
use shared::applicant::{Country, Date, EmailAddress, Invalid, PhoneNumber, Website, is_blank, parse_number, text};
use shared::application::{Answer, Answers, NO, TypedAnswers};
use shared::form::{Choice, FieldKind, Section};
use shared::form_words::FormWords;
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

/// Parses the answers to the questions of a section that are asked, or returns every mistake in them. Whether a question
/// is asked may depend on the answers to `earlier` sections.
pub(crate) fn section(
    words: FormWords<'_>,
    section: &Section,
    typed: &TypedAnswers,
    earlier: &Answers,
    consent: &PrivacyConsent,
) -> Result<Answers, Vec<FieldError>> {
    let mut known = earlier.without(&section.fields);
    let mut mistakes = Vec::new();
    for field in &section.fields {
        if !known.asks(field) {
            continue;
        }
        match answer(&field.kind, field.required, typed, &field.name) {
            Ok(Some(answer)) => {
                if field.kind == FieldKind::PrivacyNotice {
                    known.set(format!("{}_version", field.name), Answer::Text(consent.version.clone()));
                    known.set(format!("{}_at", field.name), Answer::Text(consent.at.to_string()));
                }
                known.set(&field.name, answer);
            }
            Ok(None) if field.required => mistakes.push(FieldError::missing(field)),
            Ok(None) => {}
            Err(invalid) => mistakes.push(FieldError::invalid(words, field, invalid, typed.first(&field.name))),
        }
    }
    if mistakes.is_empty() { Ok(known.to(&section.fields)) } else { Err(mistakes) }
}

/// Parses an answer. Returns `None` if the question was left blank.
fn answer(kind: &FieldKind, required: bool, typed: &TypedAnswers, name: &str) -> Result<Option<Answer>, Invalid> {
    let first = typed.first(name);
    // Questions whose answer is one value are blank without it.
    let text = |parse: &dyn Fn(&str) -> Result<String, Invalid>| {
        if is_blank(first) { Ok(None) } else { parse(first).map(|text| Some(Answer::Text(text))) }
    };
    match kind {
        FieldKind::Text { min, max } => text(&|typed| text::parse_line(typed, *min..=*max)),
        FieldKind::LongText { min, max } => text(&|typed| text::parse_lines(typed, *min..=*max)),
        FieldKind::Choice(offered) => text(&|typed| {
            let choice = offered.iter().find(|choice| choice.value == typed);
            choice.map(|choice| choice.value.clone()).ok_or(Invalid::Malformed)
        }),
        FieldKind::Country => text(&|typed| Ok(Country::parse(typed)?.code().to_owned())),
        FieldKind::Date { min, max } => text(&|typed| {
            let bound = |text: &str| Date::parse(text).ok();
            Ok(within(Date::parse(typed)?, bound(min).as_ref(), bound(max).as_ref())?.to_string())
        }),
        FieldKind::Email => text(&|typed| Ok(EmailAddress::parse(typed)?.as_str().to_owned())),
        FieldKind::Telephone => text(&|typed| Ok(PhoneNumber::parse(typed)?.as_str().to_owned())),
        FieldKind::WebAddress => text(&|typed| Ok(Website::parse(typed)?.as_str().to_owned())),
        FieldKind::Number { .. } if is_blank(first) => Ok(None),
        FieldKind::Number { min, max, .. } => {
            within(parse_number(first)?, Some(min), Some(max)).map(|number| Some(Answer::Number(number)))
        }
        FieldKind::Choices(offered) => chosen(typed.all(name), offered),
        FieldKind::Agreement | FieldKind::PrivacyNotice => Ok(typed.ticked(name).then_some(Answer::Flag(true))),
        FieldKind::YesNo if !required || typed.ticked(name) => Ok(Some(Answer::Flag(typed.ticked(name)))),
        FieldKind::YesNo if first == NO => Ok(Some(Answer::Flag(false))),
        FieldKind::YesNo if is_blank(first) => Ok(None),
        FieldKind::YesNo => Err(Invalid::Malformed),
    }
}

/// Parses chosen values: each once, in the order in which they are offered.
fn chosen(values: &[String], offered: &[Choice]) -> Result<Option<Answer>, Invalid> {
    if values.iter().any(|value| offered.iter().all(|choice| choice.value != *value)) {
        return Err(Invalid::Malformed);
    }
    let chosen = offered.iter().map(|choice| &choice.value).filter(|value| values.contains(value));
    let chosen: Vec<String> = chosen.cloned().collect();
    Ok((!chosen.is_empty()).then_some(Answer::Chosen(chosen)))
}

/// Checks the bounds of a value.
fn within<T: PartialOrd>(value: T, min: Option<&T>, max: Option<&T>) -> Result<T, Invalid> {
    if min.is_some_and(|min| value < *min) {
        Err(Invalid::TooLow)
    } else if max.is_some_and(|max| value > *max) {
        Err(Invalid::TooHigh)
    } else {
        Ok(value)
    }
}

#[cfg(test)]
mod tests;
