//! Messages that are sent once: an item for each holds its state.
//!
//! A function claims a message with a conditional write, sends it, and settles it. A settled message is not sent again.
//! A claim is valid for [`CLAIM_SECONDS`]; after that, the next claim takes the message over, because the first
//! function must have ended between claiming and settling. It may have sent the message, so delivery is at least once:
//! a message is never lost, and is sent twice only if a function ends between sending and settling. The items hold no
//! personal data, and stay when an application is erased.

use crate::conditions::{apply, failed_condition};
use crate::items::{Item, number, string, text, time};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, Select};
use shared::application::history::Hash;
use shared::application::{ApplicationId, Group, Reference};
use shared::timestamp::Timestamp;

/// Seconds for which a claim is valid: longer than the function's `Timeout`, so that the function that made it has
/// ended.
pub const CLAIM_SECONDS: i64 = 90;

/// The highest result of [`Store::count_set_aside`].
pub const SET_ASIDE_COUNT_LIMIT: u32 = 1000;

/// The key of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageKey {
    /// The application, and the message's name.
    Application(ApplicationId, String),
    /// The member, and the message's name.
    Member(Reference, String),
    /// The day such as `2026-11-24` or the hour such as `2026-11-24T09`, and the message's name.
    Period(String, String),
}

impl MessageKey {
    /// The message's name, such as `received`.
    pub fn name(&self) -> &str {
        match self {
            Self::Application(_, name) | Self::Member(_, name) | Self::Period(_, name) => name,
        }
    }

    /// Returns an id that is unique worldwide and the same at each attempt: 32 hexadecimal digits of a hash.
    pub fn message_id(&self) -> String {
        let about = match self {
            Self::Application(id, _) => id.as_str(),
            Self::Member(reference, _) => reference.as_str(),
            Self::Period(period, _) => period,
        };
        Hash::of(format!("{about}\n{}", self.name()).as_bytes()).as_str().chars().take(32).collect()
    }

    pub(super) fn key(&self) -> keys::Key {
        match self {
            Self::Application(id, name) => keys::message(id, name),
            Self::Member(reference, name) => keys::member_message(reference, name),
            Self::Period(period, name) => keys::digest(period, name),
        }
    }
}

/// The state of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// A function is about to send the message.
    Claimed,
    /// An attempt failed. The next one may start at once.
    Failed,
    /// The message was sent.
    Sent,
    /// SES refused the message for good.
    Refused,
    /// Mail is turned off.
    Off,
    /// The mailbox is on the suppression list, or SES can't deliver to the address.
    Undeliverable,
    /// The mailbox or the stack has reached its daily limit.
    Limited,
    /// The digest of the hour replaces the message.
    InDigest,
    /// The message was sent and bounced, or was reported as spam.
    Returned,
}

impl MessageState {
    /// Every state.
    const ALL: [Self; 9] = [
        Self::Claimed,
        Self::Failed,
        Self::Sent,
        Self::Refused,
        Self::Off,
        Self::Undeliverable,
        Self::Limited,
        Self::InDigest,
        Self::Returned,
    ];

    /// Returns the state with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// The name in the table.
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

/// The outcome of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// The caller sends the message.
    Claimed,
    /// Another function may be sending the message. Try again later.
    Busy,
    /// The message is settled. There is nothing to do.
    Settled,
}

impl Store {
    /// Claims a message. `token` is random and identifies the caller, so that a claim whose response was lost can be
    /// repeated.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn claim_message(
        &self,
        message: &MessageKey,
        token: &str,
        now: Timestamp,
    ) -> Result<ClaimOutcome, Error> {
        let stale = Timestamp::from_unix(now.unix().saturating_sub(CLAIM_SECONDS));
        let request = self
            .update_item(message.key())
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
            .expression_attribute_values(":now", time(now))
            .expression_attribute_values(":stale", time(stale))
            .expression_attribute_values(":token", text(token))
            .expression_attribute_values(":message_id", text(&message.message_id()))
            .expression_attribute_values(":one", number(1))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(ClaimOutcome::Claimed),
            Err(error) => Ok(rejected_claim(&failed_condition(error)?.ok_or(Error::malformed("response"))?, token)),
        }
    }

    /// Stores the final state of a message that was claimed with `token`. Does nothing if another claim took the message
    /// over.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn settle_message(
        &self,
        message: &MessageKey,
        token: &str,
        state: MessageState,
        now: Timestamp,
    ) -> Result<(), Error> {
        let request = self
            .update_item(message.key())
            .update_expression("SET #state = :state, settled_at = :now")
            .condition_expression("#state = :claimed AND claimed_by = :token")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":claimed", text(MessageState::Claimed.as_str()))
            .expression_attribute_values(":token", text(token))
            .expression_attribute_values(":now", time(now));
        apply(request).await.map(drop)
    }

    /// Returns how many applications are set aside as likely spam, at most [`SET_ASIDE_COUNT_LIMIT`]. The last second may be
    /// missing.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn count_set_aside(&self) -> Result<u32, Error> {
        let (mut count, mut start) = (0_u32, None);
        loop {
            let query = self.query_status(Group::Suspect.as_str()).select(Select::Count).set_exclusive_start_key(start);
            let page = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
            count = count.saturating_add(page.count.unsigned_abs());
            start = page.last_evaluated_key;
            if start.is_none() || count >= SET_ASIDE_COUNT_LIMIT {
                return Ok(count.min(SET_ASIDE_COUNT_LIMIT));
            }
        }
    }
}

/// Returns the outcome of a claim whose condition failed on `item`.
fn rejected_claim(item: &Item, token: &str) -> ClaimOutcome {
    if string(item, "state") != Some(MessageState::Claimed.as_str()) {
        ClaimOutcome::Settled
    } else if string(item, "claimed_by") == Some(token) {
        ClaimOutcome::Claimed
    } else {
        ClaimOutcome::Busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str) -> MessageKey {
        MessageKey::Application("0123456789abcdefghjkmnpqrs".parse().unwrap(), name.to_owned())
    }

    #[test]
    fn message_ids_are_stable_and_unique() {
        let id = message("received").message_id();
        assert_eq!(id, message("received").message_id());
        assert_ne!(id, message("accepted").message_id());
        assert!(id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
    }

    #[test]
    fn a_claim_whose_response_was_lost_succeeds_again() {
        let item = |state: &str| Item::from([("state".to_owned(), text(state)), ("claimed_by".to_owned(), text("me"))]);
        assert_eq!(rejected_claim(&item("claimed"), "me"), ClaimOutcome::Claimed);
        assert_eq!(rejected_claim(&item("claimed"), "you"), ClaimOutcome::Busy);
        for settled in ["sent", "refused", "off", "undeliverable", "limited", "folded", "returned"] {
            assert_eq!(rejected_claim(&item(settled), "me"), ClaimOutcome::Settled);
        }
    }
}
