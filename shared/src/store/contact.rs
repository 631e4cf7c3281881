//! What concerns the applicant's mailbox: a wish for the private address, and proof that an address is theirs.

use super::conditions::refused;
use super::items::text;
use super::transaction::Transacted;
use super::{Error, Store, keys};
use crate::applicant::EmailAddress;
use crate::application::{ApplicationId, ConfirmToken, Status};
use crate::timestamp::Timestamp;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};

/// How often the address of a draft is sent: an address that is not the applicant's is not written to without end.
const LINK_LIMIT: &str = "5";

/// What became of a wish for the private address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOutcome {
    /// It is written down.
    Requested,
    /// It was asked for too often.
    TooOften,
    /// There is no draft; whether there is something else.
    NoDraft(bool),
}

/// What became of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmOutcome {
    /// The address is confirmed, now or before.
    Confirmed,
    /// The token is another, or the application is closed.
    Refused,
    /// There is no application.
    Nothing,
}

impl Store {
    /// Notes that the address of a draft is to be sent to `email`. The draft's version stays as it is. It is a transaction
    /// of one write, for its token tells an attempt whose answer was lost from another wish.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn request_link(
        &self,
        id: &ApplicationId,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<LinkOutcome, Error> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression("SET link_email = :email, link_requested_at = :now ADD link_requests :one")
            .condition_expression(
                "#status = :draft AND (attribute_not_exists(link_requests) OR link_requests < :limit)",
            )
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":email", text(email.as_str()))
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":limit", AttributeValue::N(LINK_LIMIT.to_owned()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| Error::unwritable("wish for the address", error))?;
        match self.transact(vec![TransactWriteItem::builder().update(update).build()]).await? {
            Transacted::Done => Ok(LinkOutcome::Requested),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => {
                let draft = |status: &AttributeValue| status.as_s().is_ok_and(|is| is == Status::Draft.as_str());
                Ok(match reasons.item(0) {
                    Some(item) if item.get("status").is_some_and(draft) => LinkOutcome::TooOften,
                    found => LinkOutcome::NoDraft(found.is_some()),
                })
            }
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Notes that whoever has `token` reads the main contact's mail. Again, it changes nothing.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn confirm_contact(
        &self,
        id: &ApplicationId,
        token: &ConfirmToken,
        now: Timestamp,
    ) -> Result<ConfirmOutcome, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression("SET contact_confirmed_at = if_not_exists(contact_confirmed_at, :now)")
            .condition_expression("confirm_token = :token AND NOT #status IN (:accepted, :declined, :withdrawn)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":token", text(token.as_str()))
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":accepted", text(Status::Accepted.as_str()))
            .expression_attribute_values(":declined", text(Status::Declined.as_str()))
            .expression_attribute_values(":withdrawn", text(Status::Withdrawn.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(ConfirmOutcome::Confirmed),
            Err(error) => Ok(if refused(error)?.is_some() { ConfirmOutcome::Refused } else { ConfirmOutcome::Nothing }),
        }
    }
}
