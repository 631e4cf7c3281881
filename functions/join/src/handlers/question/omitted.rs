//! Groups of questions that a box makes unnecessary.

use super::view::{by_heading, decider, shown_if};
use crate::mistakes::FieldError;
use shared::applicant::is_blank;
use shared::application::TypedAnswers;
use shared::form::{Field, Section};
use shared::form_words::FormWords;

/// Replaces the errors of questions that are all left out, and that a box above them makes unnecessary, by one error: that
/// the box is not ticked. Leaving them out is one mistake.
pub(super) fn merge(
    words: FormWords<'_>,
    section: &Section,
    typed: &TypedAnswers,
    mut errors: Vec<FieldError>,
) -> Vec<FieldError> {
    for group in by_heading(&section.fields.iter().collect::<Vec<_>>()) {
        let Some(tick) = decider(group).filter(|tick| !typed.ticked(&tick.name)) else { continue };
        let is_spared = |field: &&&Field| shown_if(field, Some(tick)) == Some("unticked");
        let spared: Vec<_> = group.iter().filter(is_spared).collect();
        let is_left_out = spared.iter().all(|field| typed.all(&field.name).iter().all(|typed| is_blank(typed)));
        let is_of_group = |error: &FieldError| spared.iter().any(|field| field.name == error.field);
        let Some(first) = errors.iter().position(is_of_group).filter(|_| is_left_out && spared.len() > 1) else {
            continue;
        };
        let message = words.fill("error.left_out", &[("label", &tick.label)]);
        errors.insert(first, FieldError { field: tick.name.clone(), message });
        errors.retain(|error| !is_of_group(error));
    }
    errors
}
