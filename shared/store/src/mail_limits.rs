//! How much is sent in a day: to one mailbox over all applications, and by the stack as a whole.
//!
//! A mailbox is known by a keyed hash alone. Both items expire two days later.

use crate::conditions::refused;
use crate::items::{number, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use shared::application::history::Hash;
use shared::timestamp::Timestamp;

/// Days for which the counts are kept.
const KEPT_DAYS: u16 = 2;

/// Whether a message to a mailbox may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxCount {
    /// It may, and is counted now.
    Counted,
    /// It may, and was counted by an earlier attempt.
    CountedBefore,
    /// The mailbox was sent as much as it may be in a day.
    LimitReached,
}

impl Store {
    /// Counts a message to a mailbox, unless the mailbox was sent `limit` others today. A message is counted once, by its
    /// id, however often it is tried.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn count_for_mailbox(
        &self,
        mailbox: &Hash,
        message_id: &str,
        limit: u32,
        now: Timestamp,
    ) -> Result<MailboxCount, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::mailbox(mailbox, now)))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD messages :ids", keys::EXPIRES_AT))
            .condition_expression(
                "attribute_not_exists(messages) OR contains(messages, :id) OR size(messages) < :limit",
            )
            .expression_attribute_values(":entity", text("mailbox"))
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![message_id.to_owned()]))
            .expression_attribute_values(":id", text(message_id))
            .expression_attribute_values(":limit", number(limit.into()))
            .expression_attribute_values(":expires", number(now.plus_days(KEPT_DAYS).unix().unsigned_abs()))
            .return_values(ReturnValue::UpdatedOld);
        match request.send().await {
            Ok(counted) => {
                let before = counted.attributes.as_ref().and_then(|item| item.get("messages")?.as_ss().ok());
                let is_among = before.is_some_and(|before| before.iter().any(|id| id == message_id));
                Ok(if is_among { MailboxCount::CountedBefore } else { MailboxCount::Counted })
            }
            Err(error) => refused(error).map(|_| MailboxCount::LimitReached),
        }
    }

    /// Counts a message that the stack sends, unless it has sent `limit` today; whether it was counted.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn count_for_stack(&self, limit: u32, now: Timestamp) -> Result<bool, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::outbound(now)))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD messages :one", keys::EXPIRES_AT))
            .expression_attribute_values(":entity", text("outbound"))
            .condition_expression("attribute_not_exists(messages) OR messages < :limit")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit.into()))
            .expression_attribute_values(":expires", number(now.plus_days(KEPT_DAYS).unix().unsigned_abs()));
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) => refused(error).map(|_| false),
        }
    }
}
