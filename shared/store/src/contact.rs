//! The applicant's mailbox: requests for the private link, and confirmation of the main contact's address.

use crate::conditions::{apply, failed_condition};
use crate::current::{HolderView, held_by, values_with_link};
use crate::items::{number, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use shared::applicant::EmailAddress;
use shared::application::{Application, ApplicationId, Holder, Status};
use shared::timestamp::Timestamp;

/// How often the link of one draft can be requested. A mailbox has a daily limit of its own.
const LINK_LIMIT: u64 = 5;

/// The outcome of a request for the private link.
#[derive(Debug)]
pub enum LinkOutcome {
    /// The request is stored.
    Requested,
    /// The link was requested too often.
    TooOften,
    /// There is no draft. This is the holder's current view.
    NoDraft(HolderView),
}

/// The outcome of a confirmation.
#[derive(Debug)]
pub enum ConfirmOutcome {
    /// The address is confirmed, by this call or an earlier one.
    Confirmed,
    /// There is no submitted application, or it was withdrawn. This is the holder's current view.
    Refused(HolderView),
}

impl Store {
    /// Stores a request to send the link of a draft to `email`. The draft's version does not change. The single write
    /// is a transaction, because its token distinguishes a repeated attempt from a second request.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn request_link(
        &self,
        holder: &Holder,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<LinkOutcome, Error> {
        let values = [
            (":draft", text(Status::Draft.as_str())),
            (":email", text(email.as_str())),
            (":now", time(now)),
            (":one", number(1)),
            (":limit", number(LINK_LIMIT)),
            (":unix", unix(now)),
        ];
        let update = self
            .new_update(keys::application(&holder.id))
            .update_expression(
                "SET link_email = :email, link_requested_at = :now REMOVE link_not_sent_at ADD link_requests :one",
            )
            .condition_expression(format!(
                "#status = :draft AND {} > :unix AND {} AND (attribute_not_exists(link_requests) OR link_requests < :limit)",
                keys::EXPIRES_AT,
                held_by(holder)
            ))
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(values_with_link(values, holder)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match self.transact(vec![update.into_write()?]).await? {
            Transaction::Committed => Ok(LinkOutcome::Requested),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                Ok(match HolderView::of(reasons.item(0), holder, now)? {
                    HolderView::Application(Application::Draft(_)) => LinkOutcome::TooOften,
                    current => LinkOutcome::NoDraft(current),
                })
            }
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Records that the holder reads the main contact's mail. A repeated call changes nothing. Of a decision, the
    /// applicant may not have been told yet; the caller knows.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn confirm_contact(&self, holder: &Holder, now: Timestamp) -> Result<ConfirmOutcome, Error> {
        let values = [
            (":now", time(now)),
            (":unix", unix(now)),
            (":received", text(Status::Received.as_str())),
            (":in_review", text(Status::InReview.as_str())),
            (":more_information", text(Status::MoreInformation.as_str())),
            (":accepted", text(Status::Accepted.as_str())),
            (":declined", text(Status::Declined.as_str())),
        ];
        let request = self
            .update_item(keys::application(&holder.id))
            .update_expression("SET contact_confirmed_at = if_not_exists(contact_confirmed_at, :now)")
            .condition_expression(format!(
                "#status IN (:received, :in_review, :more_information, :accepted, :declined) AND (attribute_not_exists({}) OR {0} > :unix) AND {}",
                keys::EXPIRES_AT,
                held_by(holder)
            ))
            .expression_attribute_names("#status", "status")
            .set_expression_attribute_values(Some(values_with_link(values, holder)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(ConfirmOutcome::Confirmed),
            Err(error) => HolderView::of(failed_condition(error)?, holder, now).map(ConfirmOutcome::Refused),
        }
    }

    /// Records that a requested link was not sent. Does nothing if there is no draft, or if the link was requested
    /// again since.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn note_link_not_sent(&self, id: &ApplicationId, request: u64, now: Timestamp) -> Result<(), Error> {
        let update = self
            .update_item(keys::application(id))
            .update_expression("SET link_not_sent_at = :now")
            .condition_expression("#status = :draft AND link_requests = :request")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":request", number(request))
            .expression_attribute_values(":now", time(now));
        apply(update).await.map(drop)
    }
}
