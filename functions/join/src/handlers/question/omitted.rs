//! Questions to which a yes-or-no question leads that nobody answered.

use super::view::{by_heading, revealed_by};
use crate::mistakes::FieldError;
use shared::applicant::is_blank;
use shared::application::{NO, TypedAnswers};
use shared::form::{Field, FieldKind, Section};
use shared::form_words::FormWords;

/// Replaces the errors of questions that all depend on "no" and were left out with that answer itself, by one error: that
/// there is no answer. Leaving them out is one mistake.
pub(super) fn merge(
    words: FormWords<'_>,
    section: &Section,
    typed: &TypedAnswers,
    mut errors: Vec<FieldError>,
) -> Vec<FieldError> {
    let is_left_out = |field: &Field| typed.all(&field.name).iter().all(|typed| is_blank(typed));
    let fields: Vec<_> = section.fields.iter().collect();
    for group in by_heading(&fields) {
        let is_open = |field: &&&Field| field.kind == FieldKind::YesNo && is_left_out(field);
        for &decider in group.iter().filter(is_open) {
            let depends = |field: &&Field| {
                revealed_by(field, group).is_some_and(|(by, value)| by.name == decider.name && value == NO)
            };
            let dependent: Vec<_> = group.iter().filter(|field| depends(field)).collect();
            let is_of_group = |error: &FieldError| dependent.iter().any(|field| field.name == error.field);
            if !dependent.iter().all(|field| is_left_out(field)) {
                continue;
            }
            let Some(first) = errors.iter().position(is_of_group) else { continue };
            let message = if decider.missing.is_empty() {
                words.fill("error.left_out", &[("label", decider.summary_label())])
            } else {
                decider.missing.clone()
            };
            errors.insert(first, FieldError { field: decider.name.clone(), message });
            errors.retain(|error| !is_of_group(error));
        }
    }
    errors
}
