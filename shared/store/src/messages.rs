//! Messages that are sent once: for each an item that says how far it came.
//!
//! Whoever wants to send a message claims it first, with a conditional write, and settles it once it was sent. One that
//! is settled is not sent again. One that is claimed is somebody else's for [`CLAIM_SECONDS`]; after that whoever asks
//! takes it over, for the other one must have ended between claiming and settling. Nobody can tell whether that was before
//! or after sending, so the message is sent again: at least once, never lost, and doubled only by what ends between
//! sending and settling. The items hold no personal data, and stay when an application is erased.

use crate::conditions::refused;
use crate::items::{Item, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, Select};
use shared::application::ApplicationId;
use shared::application::history::Hash;
use shared::timestamp::Timestamp;

/// How long a claim holds: longer than the `Timeout` of the function that makes it, so that whoever made it has ended.
pub const CLAIM_SECONDS: i64 = 90;

/// More of what is set aside is not counted.
pub const MOST_COUNTED: u32 = 1000;

/// Which message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageKey {
    /// One about an application.
    Application(ApplicationId, String),
    /// One about a stretch of time: a day such as `2026-11-24`, or an hour such as `2026-11-24T09`.
    Day(String, String),
}

impl MessageKey {
    /// Its name, such as `received`.
    pub fn name(&self) -> &str {
        match self {
            Self::Application(_, name) | Self::Day(_, name) => name,
        }
    }

    /// A name for the whole world that leads back to nothing: 32 hexadecimal digits, the same whenever it is asked for.
    pub fn message_id(&self) -> String {
        let about = match self {
            Self::Application(id, _) => id.as_str(),
            Self::Day(day, _) => day,
        };
        Hash::of(format!("{about}\n{}", self.name()).as_bytes()).as_str().chars().take(32).collect()
    }

    pub(super) fn key(&self) -> keys::Key {
        match self {
            Self::Application(id, name) => keys::notice(id, name),
            Self::Day(day, name) => keys::digest(day, name),
        }
    }
}

/// How far a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Somebody is about to send it.
    Claimed,
    /// It could not be sent this time. Whoever comes next may try again at once.
    Failed,
    /// It was sent.
    Sent,
    /// It was refused for good, and is not sent again.
    Refused,
    /// Nothing is sent from here.
    Off,
    /// It was not sent, for nothing reaches the address.
    Undeliverable,
    /// It was not sent, for its mailbox or the stack had been sent as much as may be in a day.
    Limited,
    /// Staff are told of it in a digest.
    InDigest,
    /// It was sent, and came back.
    Returned,
}

impl MessageState {
    /// Its name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Failed => "failed",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Off => "off",
            Self::Undeliverable => "undeliverable",
            Self::Limited => "limited",
            Self::InDigest => "folded",
            Self::Returned => "returned",
        }
    }
}

/// What became of a message that somebody wanted to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// Send it.
    Claimed,
    /// Somebody else may be sending it. Ask again later.
    Busy,
    /// It is settled. Do nothing.
    Settled,
}

impl Store {
    /// Claims a message. `token` is random, so that a claim whose confirmation was lost is known again.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn claim_message(&self, notice: &MessageKey, token: &str, now: Timestamp) -> Result<ClaimOutcome, Error> {
        let stale = Timestamp::from_unix(now.unix().saturating_sub(CLAIM_SECONDS));
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(notice.key()))
            .update_expression(
                "SET entity_type = :entity, #state = :claimed, claimed_at = :now, claimed_by = :token, \
                 message_id = :message_id ADD attempts :one",
            )
            .condition_expression(format!(
                "attribute_not_exists({}) OR #state = :failed OR (#state = :claimed AND claimed_at < :stale)",
                keys::PARTITION
            ))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":entity", text("notice"))
            .expression_attribute_values(":claimed", text(MessageState::Claimed.as_str()))
            .expression_attribute_values(":failed", text(MessageState::Failed.as_str()))
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":stale", text(&stale.to_string()))
            .expression_attribute_values(":token", text(token))
            .expression_attribute_values(":message_id", text(&notice.message_id()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(ClaimOutcome::Claimed),
            Err(error) => Ok(standing(&refused(error)?.ok_or(Error::malformed("answer"))?, token)),
        }
    }

    /// Writes what became of a message that was claimed with `token`. If somebody else took it over meanwhile, it is
    /// theirs, and nothing is written.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn settle_message(
        &self,
        notice: &MessageKey,
        token: &str,
        state: MessageState,
        now: Timestamp,
    ) -> Result<(), Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(notice.key()))
            .update_expression("SET #state = :state, settled_at = :now")
            .condition_expression("#state = :claimed AND claimed_by = :token")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":claimed", text(MessageState::Claimed.as_str()))
            .expression_attribute_values(":token", text(token))
            .expression_attribute_values(":now", text(&now.to_string()));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => refused(error).map(drop),
        }
    }

    /// How many applications are set aside as likely spam, the last second or so aside; 1,000 if there are more.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn count_set_aside(&self) -> Result<u32, Error> {
        let (mut count, mut start) = (0_u32, None);
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::BY_STATUS)
                .select(Select::Count)
                .key_condition_expression(format!("{} = :suspect", keys::STATUS_GROUP))
                .expression_attribute_values(":suspect", text(keys::SUSPECT_GROUP))
                .set_exclusive_start_key(start);
            let page = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
            count = count.saturating_add(page.count.unsigned_abs());
            start = page.last_evaluated_key;
            if start.is_none() || count >= MOST_COUNTED {
                return Ok(count.min(MOST_COUNTED));
            }
        }
    }
}

/// What a message's item says to somebody who wanted to claim it with `token`.
fn standing(item: &Item, token: &str) -> ClaimOutcome {
    let attribute = |name| item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str);
    if attribute("state") != Some(MessageState::Claimed.as_str()) {
        ClaimOutcome::Settled
    } else if attribute("claimed_by") == Some(token) {
        ClaimOutcome::Claimed
    } else {
        ClaimOutcome::Busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(name: &str) -> MessageKey {
        MessageKey::Application("0123456789abcdefghjkmnpqrs".parse().unwrap(), name.to_owned())
    }

    #[test]
    fn the_same_message_has_the_same_name_and_no_other_has_it() {
        let name = notice("received").message_id();
        assert_eq!(name, notice("received").message_id());
        assert_ne!(name, notice("accepted").message_id());
        assert!(name.len() == 32 && name.chars().all(|c| c.is_ascii_hexdigit()), "{name}");
    }

    #[test]
    fn a_claim_whose_confirmation_was_lost_is_known_again() {
        let item = |state: &str| Item::from([("state".to_owned(), text(state)), ("claimed_by".to_owned(), text("me"))]);
        assert_eq!(standing(&item("claimed"), "me"), ClaimOutcome::Claimed);
        assert_eq!(standing(&item("claimed"), "you"), ClaimOutcome::Busy);
        for settled in ["sent", "refused", "off", "undeliverable", "limited", "folded", "returned"] {
            assert_eq!(standing(&item(settled), "me"), ClaimOutcome::Settled);
        }
    }
}
