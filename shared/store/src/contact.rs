//! What concerns the applicant's mailbox: a request for the private link, and proof that an address is theirs.

use crate::conditions::refused;
use crate::current::{Current, held_by, with_link};
use crate::items::text;
use crate::transaction::Transacted;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};
use shared::applicant::EmailAddress;
use shared::application::{Application, ApplicationId, Holder, Status};
use shared::timestamp::Timestamp;

/// How often the link of a draft is sent. What one mailbox is sent over all drafts has a limit of its own.
const LINK_LIMIT: &str = "5";

/// What became of a request for the private link.
#[derive(Debug)]
pub enum LinkOutcome {
    /// It is written down.
    Requested,
    /// It was asked for too often.
    TooOften,
    /// There is no draft, but this.
    NoDraft(Current),
}

/// What became of a confirmation.
#[derive(Debug)]
pub enum ConfirmOutcome {
    /// The address is confirmed, now or before.
    Confirmed,
    /// There is nothing to confirm: no application, or one that is closed. This is what there is.
    Refused(Current),
}

impl Store {
    /// Notes that the link of a draft is to be sent to `email`. The draft's version stays as it is. It is a transaction of
    /// one write, for its token tells an attempt whose answer was lost from another request.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn request_link(
        &self,
        holder: &Holder,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<LinkOutcome, Error> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(&holder.id)))
            .update_expression(
                "SET link_email = :email, link_requested_at = :now REMOVE link_not_sent_at ADD link_requests :one",
            )
            .condition_expression(format!(
                "#status = :draft AND {} > :unix AND {} AND (attribute_not_exists(link_requests) OR link_requests < :limit)",
                keys::EXPIRES_AT,
                held_by(holder)
            ))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":email", text(email.as_str()))
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":limit", AttributeValue::N(LINK_LIMIT.to_owned()))
            .expression_attribute_values(":unix", AttributeValue::N(now.unix().to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update =
            with_link!(update, holder).build().map_err(|error| Error::unwritable("request for the link", error))?;
        match self.transact(vec![TransactWriteItem::builder().update(update).build()]).await? {
            Transacted::Done => Ok(LinkOutcome::Requested),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => {
                Ok(match Current::of(reasons.item(0), holder, now)? {
                    Current::Application(Application::Draft(_)) => LinkOutcome::TooOften,
                    found => LinkOutcome::NoDraft(found),
                })
            }
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Notes that the holder reads the main contact's email. Again, it changes nothing.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn confirm_contact(&self, holder: &Holder, now: Timestamp) -> Result<ConfirmOutcome, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(&holder.id)))
            .update_expression("SET contact_confirmed_at = if_not_exists(contact_confirmed_at, :now)")
            .condition_expression(format!(
                "#status IN (:received, :in_review, :more_information) AND (attribute_not_exists({}) OR {0} > :unix) AND {}",
                keys::EXPIRES_AT,
                held_by(holder)
            ))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":unix", AttributeValue::N(now.unix().to_string()))
            .expression_attribute_values(":received", text(Status::Received.as_str()))
            .expression_attribute_values(":in_review", text(Status::InReview.as_str()))
            .expression_attribute_values(":more_information", text(Status::MoreInformation.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match with_link!(request, holder).send().await {
            Ok(_) => Ok(ConfirmOutcome::Confirmed),
            Err(error) => Current::of(refused(error)?, holder, now).map(ConfirmOutcome::Refused),
        }
    }

    /// Notes that the link which somebody asked for was not sent. If there is no such draft, or the link was asked for again
    /// since, nothing is written.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn note_link_not_sent(&self, id: &ApplicationId, request: u64, now: Timestamp) -> Result<(), Error> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression("SET link_not_sent_at = :now")
            .condition_expression("#status = :draft AND link_requests = :request")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":request", AttributeValue::N(request.to_string()))
            .expression_attribute_values(":now", text(&now.to_string()));
        match update.send().await {
            Ok(_) => Ok(()),
            Err(error) => refused(error).map(drop),
        }
    }
}
