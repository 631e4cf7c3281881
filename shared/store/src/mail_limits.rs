//! Daily limits on mail: to one mailbox across all applications, and from the whole stack.
//!
//! A mailbox is stored as a keyed hash. Both items expire after two days.

use crate::conditions::{apply, failed_condition};
use crate::items::{number, text, unix};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use shared::application::history::Hash;
use shared::timestamp::Timestamp;

/// Days for which the counts are kept.
const RETENTION_DAYS: u16 = 2;

/// The outcome of counting a message to a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxCount {
    /// The message is counted now.
    Counted,
    /// An earlier attempt counted the message.
    CountedBefore,
    /// The mailbox has reached its limit for today.
    LimitReached,
}

impl Store {
    /// Counts a message to a mailbox, unless `limit` others were counted today. The same id is counted once.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn count_for_mailbox(
        &self,
        mailbox: &Hash,
        message_id: &str,
        limit: u32,
        now: Timestamp,
    ) -> Result<MailboxCount, Error> {
        let added = AttributeValue::Ss(vec![message_id.to_owned()]);
        let request = self
            .add_messages(keys::mailbox(mailbox, now), "mailbox", added, now)
            .condition_expression(
                "attribute_not_exists(messages) OR contains(messages, :id) OR size(messages) < :limit",
            )
            .expression_attribute_values(":id", text(message_id))
            .expression_attribute_values(":limit", number(limit.into()))
            .return_values(ReturnValue::UpdatedOld);
        match request.send().await {
            Ok(counted) => {
                let before = counted.attributes.as_ref().and_then(|item| item.get("messages")?.as_ss().ok());
                let is_repeat = before.is_some_and(|before| before.iter().any(|id| id == message_id));
                Ok(if is_repeat { MailboxCount::CountedBefore } else { MailboxCount::Counted })
            }
            Err(error) => failed_condition(error).map(|_| MailboxCount::LimitReached),
        }
    }

    /// Counts a message of the stack, and returns `false` if `limit` were counted today.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn count_for_stack(&self, limit: u32, now: Timestamp) -> Result<bool, Error> {
        let request = self
            .add_messages(keys::outbound(now), "outbound", number(1), now)
            .condition_expression("attribute_not_exists(messages) OR messages < :limit")
            .expression_attribute_values(":limit", number(limit.into()));
        apply(request).await
    }

    fn add_messages(
        &self,
        key: keys::Key,
        entity_type: &str,
        added: AttributeValue,
        now: Timestamp,
    ) -> UpdateItemFluentBuilder {
        self.update_item(key)
            .update_expression(format!(
                "SET entity_type = :entity, {} = :expires ADD messages :added",
                keys::EXPIRES_AT
            ))
            .expression_attribute_values(":entity", text(entity_type))
            .expression_attribute_values(":added", added)
            .expression_attribute_values(":expires", unix(now.plus_days(RETENTION_DAYS)))
    }
}
