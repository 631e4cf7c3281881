//! Deletes an application for its applicant.

use crate::current::{HolderView, held_by, values_with_link};
use crate::items::{text, unix};
use crate::staff::removal;
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{Delete, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::{Application, ApplicationId, Holder, Status};
use shared::timestamp::Timestamp;

/// The outcome of a deletion.
#[derive(Debug)]
pub enum EraseOutcome {
    /// The application is deleted.
    Erased,
    /// The application is still there, because it is neither a draft nor withdrawn.
    Refused(Application),
    /// The application's link was replaced.
    Replaced,
    /// There is no application.
    Unknown,
}

/// Days for which a deletion marker is kept, so that a second click gets the same page.
const MARKER_DAYS: u16 = 1;

impl Store {
    /// Deletes a draft or a withdrawn application. Its history and its reference's claim stay; they hold no personal
    /// data.
    ///
    /// # Errors
    /// When the table can't be reached, an item is malformed, or other writes keep conflicting.
    pub async fn erase(&self, holder: &Holder, now: Timestamp) -> Result<EraseOutcome, Error> {
        let view = HolderView::of(self.get_item(keys::application(&holder.id)).await?, holder, now)?;
        let application = match view {
            HolderView::Application(application) if is_erasable(application.status()) => application,
            view => return self.not_erased(view, holder, now).await,
        };
        let marker =
            self.new_put(keys::erased(&holder.id), "erased").item(keys::EXPIRES_AT, unix(now.plus_days(MARKER_DAYS)));
        let mut writes = vec![self.delete_application(holder, application.status())?, marker.into_write()?];
        if let Application::Submitted(application) = application {
            let removal = removal(&application, application.history.clone());
            writes.extend(self.removal_writes(&removal, now, false)?);
        }
        match self.transact(writes).await? {
            Transaction::Committed => Ok(EraseOutcome::Erased),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                match HolderView::of(reasons.item(0), holder, now)? {
                    // Submitted and withdrawn since it was read.
                    HolderView::Application(now) if is_erasable(now.status()) => {
                        Err(Error::Conflict { operation: "deletion" })
                    }
                    view => self.not_erased(view, holder, now).await,
                }
            }
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    async fn not_erased(&self, view: HolderView, holder: &Holder, now: Timestamp) -> Result<EraseOutcome, Error> {
        Ok(match view {
            HolderView::Application(application) => EraseOutcome::Refused(application),
            HolderView::Replaced => EraseOutcome::Replaced,
            HolderView::Unknown if self.was_erased(&holder.id, now).await? => EraseOutcome::Erased,
            HolderView::Unknown => EraseOutcome::Unknown,
        })
    }

    /// Returns whether the applicant deleted this application within the last day.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn was_erased(&self, id: &ApplicationId, now: Timestamp) -> Result<bool, Error> {
        let marker = self.get_item(keys::erased(id)).await?;
        let expires_at = marker.and_then(|item| item.get(keys::EXPIRES_AT)?.as_n().ok()?.parse::<i64>().ok());
        Ok(expires_at.is_some_and(|expires_at| expires_at > now.unix()))
    }

    /// Deletes an application that still has this status. A withdrawn one stays in its group.
    fn delete_application(&self, holder: &Holder, status: Status) -> Result<TransactWriteItem, Error> {
        Delete::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(&holder.id)))
            .condition_expression(format!("#status = :status AND {}", held_by(holder)))
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(values_with_link([(":status", text(status.as_str()))], holder)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .into_write()
    }
}

const fn is_erasable(status: Status) -> bool {
    matches!(status, Status::Draft | Status::Withdrawn)
}
