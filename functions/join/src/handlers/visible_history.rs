//! The history of an application as far as its applicant knows it.

use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, within};
use shared::application::history::Entry;
use shared::application::{Action, Status, Submitted};
use shared::timestamp::Timestamp;
use store::Error;

/// Returns the changes of status that the applicant was told: without those that staff took back or, unless `is_final`,
/// can still take back.
pub(super) fn status_changes(history: Vec<Entry>, is_final: bool) -> Vec<Entry> {
    let mut told: Vec<Entry> = Vec::new();
    for entry in history.into_iter().filter(|entry| entry.from != entry.to) {
        if entry.action == Some(Action::Undo) {
            told.pop();
        } else {
            told.push(entry);
        }
    }
    if !is_final {
        told.pop();
    }
    told
}

/// Returns since when the application has been in review, or was until we asked or accepted it. The application itself only
/// has the time of its last change, which may be a decision that nobody was told of, or the end of one.
pub(super) async fn in_review_since(ctx: &Context, submitted: &Submitted) -> Result<Option<Timestamp>, Error> {
    /// Submitting it, and taking it up.
    const TAKEN: u32 = 2;
    let shown = ctx.shown_status(submitted);
    if !matches!(shown, Status::InReview | Status::MoreInformation | Status::Accepted) {
        return Ok(None);
    }
    if submitted.status == Status::InReview && submitted.history.length <= TAKEN {
        return Ok(Some(submitted.status_since));
    }
    let history = within(LOOKUP_TIMEOUT, ctx.store.history(&submitted.id)).await?;
    let changes = status_changes(history, shown == submitted.status);
    Ok(changes.iter().rfind(|entry| entry.to == Status::InReview).map(|entry| entry.at))
}
