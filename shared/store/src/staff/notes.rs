//! Notes of staff about an application. Applicants don't see them.

use crate::items::{string, text, time};
use crate::transaction::IntoWrite;
use crate::transition::{ActOutcome, Step};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::TransactWriteItem;
use shared::application::{Action, Application, ApplicationId, Retention};
use shared::staff::Person;
use shared::timestamp::Timestamp;

/// How often a note is tried while others change the application.
const ATTEMPTS: u8 = 8;

/// A note changes no status, and so no expiry.
const NO_CHANGE: Retention = Retention { draft_days: 0, suspect_days: 0, closed_days: 0, undecided_days: 0 };

impl Store {
    /// Adds a note with its history entry, in one transaction. If others change the application at the same time, tries
    /// again. Returns `false` if the application is gone, or a draft.
    ///
    /// # Errors
    /// When the table can't be reached, an item is malformed, or other writes keep conflicting.
    pub async fn add_note(&self, id: &ApplicationId, by: &Person, note: &str, at: Timestamp) -> Result<bool, Error> {
        let mut tried = None;
        for _ in 0..ATTEMPTS {
            let Some(Application::Submitted(application)) = self.application(id, at).await? else { return Ok(false) };
            // An attempt whose response was lost.
            if tried == Some(application.history.clone())
                && self.has_note(id, application.history.length, note, at).await?
            {
                return Ok(true);
            }
            let (step, own) =
                (note_step(by, at), |number| self.put_note(id, number, by, note, at).map(|put| vec![put]));
            tried = self.step_writes(&application, &step)?.map(|writes| writes.head);
            match self.take_step(&application, &step, &|_, _| false, &own).await? {
                ActOutcome::Done(_) => return Ok(true),
                ActOutcome::Rejected(_) => {}
            }
        }
        Err(Error::Conflict { operation: "note" })
    }

    async fn has_note(&self, id: &ApplicationId, number: u32, note: &str, at: Timestamp) -> Result<bool, Error> {
        let item = self.get_item(keys::note(id, at, number)).await?;
        Ok(item.is_some_and(|item| string(&item, "text") == Some(note)))
    }

    fn put_note(
        &self,
        id: &ApplicationId,
        number: u32,
        by: &Person,
        note: &str,
        at: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        self.new_put(keys::note(id, at, number), "note")
            .item("text", text(note))
            .item("at", time(at))
            .item("by", text(by.id.as_str()))
            .item("by_name", text(&by.name))
            .into_write()
    }
}

fn note_step(by: &Person, at: Timestamp) -> Step<'_> {
    let (action, person, retention) = (Action::Note, Some(&by.id), NO_CHANGE);
    Step { action, person, at, retention, set: Vec::new(), removed: Vec::new() }
}
