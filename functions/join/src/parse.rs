//! Parses typed answers. Every rule about answers is applied here, for the form and the API.

use crate::context::Context;
use crate::mistakes::FieldError;
use crate::words::FormWords;
use shared::applicant::{Country, Date, EmailAddress, Invalid, PhoneNumber, Website, is_blank, parse_number, text};
use shared::application::{Answer, Answers, NO, TypedAnswers};
use shared::form::{Choice, FieldKind, Section};
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
            Err(invalid) => mistakes.push(FieldError::invalid(words, field, invalid)),
        }
    }
    if mistakes.is_empty() { Ok(known.to(&section.fields)) } else { Err(mistakes) }
}

/// Parses an answer; `None` if there is none.
fn answer(kind: &FieldKind, required: bool, typed: &TypedAnswers, name: &str) -> Result<Option<Answer>, Invalid> {
    let first = typed.first(name);
    match kind {
        FieldKind::Choices(offered) => return chosen(typed.all(name), offered),
        FieldKind::YesNo if !required => return Ok(Some(Answer::Flag(typed.ticked(name)))),
        FieldKind::Agreement | FieldKind::PrivacyNotice => {
            return Ok(typed.ticked(name).then_some(Answer::Flag(true)));
        }
        _ if is_blank(first) => return Ok(None),
        _ => {}
    }
    let answer = match kind {
        FieldKind::Text { min, max } => Answer::Text(text::parse_line(first, *min..=*max)?),
        FieldKind::LongText { min, max } => Answer::Text(text::parse_lines(first, *min..=*max)?),
        FieldKind::Choice(offered) => {
            let choice = offered.iter().find(|choice| choice.value == first).ok_or(Invalid::Malformed)?;
            Answer::Text(choice.value.clone())
        }
        FieldKind::Country => Answer::Text(Country::parse(first)?.code().to_owned()),
        FieldKind::Number { min, max, .. } => Answer::Number(within(parse_number(first)?, Some(min), Some(max))?),
        FieldKind::Date { min, max } => {
            let bound = |text: &str| Date::parse(text).ok();
            Answer::Text(within(Date::parse(first)?, bound(min).as_ref(), bound(max).as_ref())?.to_string())
        }
        FieldKind::Email => Answer::Text(EmailAddress::parse(first)?.as_str().to_owned()),
        FieldKind::Telephone => Answer::Text(PhoneNumber::parse(first)?.as_str().to_owned()),
        FieldKind::WebAddress => Answer::Text(Website::parse(first)?.as_str().to_owned()),
        FieldKind::YesNo | FieldKind::Choices(_) | FieldKind::Agreement | FieldKind::PrivacyNotice => {
            match (typed.ticked(name), first) {
                (true, _) => Answer::Flag(true),
                (false, NO) => Answer::Flag(false),
                (false, _) => return Err(Invalid::Malformed),
            }
        }
    };
    Ok(Some(answer))
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
