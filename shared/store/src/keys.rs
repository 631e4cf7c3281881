//! The names of items. Nothing else in the project writes a key.

use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::history::Hash;
use shared::application::{ApplicationId, LinkId, Reference};
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// The partition key's attribute.
pub(super) const PARTITION: &str = "pk";
/// The sort key's attribute.
pub(super) const SORT: &str = "sk";
/// Partition key of the index by status; only what was submitted has it.
pub(super) const STATUS_GROUP: &str = "status_group";
/// Sort key of the index by status.
pub(super) const STATUS_SINCE: &str = "status_since";
/// The value of [`STATUS_GROUP`] of what is kept apart as likely spam, whatever its status.
pub(super) const SUSPECT_GROUP: &str = "suspect";
/// The index by status.
pub(super) const BY_STATUS: &str = "by_status";
/// When DynamoDB may remove the item, in Unix seconds.
pub(super) const EXPIRES_AT: &str = "expires_at";

const HISTORY: &str = "history#";
const APPLICATION: &str = "application#";
const REFERENCE: &str = "reference#";
const IDEMPOTENCY: &str = "idempotency#";
const LIKENESS: &str = "likeness#";
const LOOK_ALIKE: &str = "look_alike#";
const NOTICE: &str = "notice#";
const LINK: &str = "link#";

/// The link by which an application is reached, once the original one was replaced.
pub(super) const CURRENT_LINK: &str = "current_link";

/// A whole key.
pub(super) type Key = HashMap<String, AttributeValue>;

/// The application itself.
pub(super) fn application(id: &ApplicationId) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), "application".to_owned())
}

/// One entry of an application's history, numbered from 1.
pub(super) fn history(id: &ApplicationId, number: u32) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), format!("{HISTORY}{number:06}"))
}

/// Partition key of an application's history, and how its sort keys begin.
pub(super) fn histories(id: &ApplicationId) -> (String, String) {
    (format!("{APPLICATION}{}", id.as_str()), HISTORY.to_owned())
}

/// The claim that makes a reference unique.
pub(super) fn reference(reference: &Reference) -> Key {
    key(format!("{REFERENCE}{reference}"), "reference".to_owned())
}

/// What became of the request with this key, of which the hash is the name.
pub(super) fn idempotency(name: &Hash) -> Key {
    key(format!("{IDEMPOTENCY}{name}"), "idempotency".to_owned())
}

/// Partition key of all applications that are alike in something, such as `name#acme trials`.
pub(super) fn likeness(value: &str) -> String {
    format!("{LIKENESS}{value}")
}

/// One application among those that are alike in something.
pub(super) fn alike(value: &str, id: &ApplicationId) -> Key {
    key(likeness(value), format!("{APPLICATION}{}", id.as_str()))
}

/// The same from the other side: what an application is found by, beside the application.
pub(super) fn found_by(id: &ApplicationId, value: &str) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), likeness(value))
}

/// A link to another application, beside the application.
pub(super) fn look_alike(id: &ApplicationId, other: &Reference) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), format!("{LOOK_ALIKE}{other}"))
}

/// A message about an application, beside it.
pub(super) fn notice(id: &ApplicationId, name: &str) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), format!("{NOTICE}{name}"))
}

/// A message about a day, such as `2026-11-24`.
pub(super) fn digest(day: &str, name: &str) -> Key {
    key(format!("digest#{day}"), format!("{NOTICE}{name}"))
}

/// A mailbox that is not written to, by its keyed hash.
pub(super) fn undeliverable(mailbox: &Hash) -> Key {
    key(format!("undeliverable#{mailbox}"), "undeliverable".to_owned())
}

/// What a mailbox was sent on a day, by its keyed hash.
pub(super) fn mailbox(mailbox: &Hash, now: Timestamp) -> Key {
    key(format!("mailbox#{mailbox}"), format!("day#{}", now.date()))
}

/// How many messages the stack has sent on a day.
pub(super) fn outbound(now: Timestamp) -> Key {
    key(format!("outbound#{}", now.date()), "outbound".to_owned())
}

/// Partition key of the applications that staff were told of, by hour.
pub(super) const ARRIVALS: &str = "arrivals";

/// The applications that staff were told of in an hour, such as `2026-11-24T09`.
pub(super) fn arrivals(hour: &str) -> Key {
    key(ARRIVALS.to_owned(), format!("hour#{hour}"))
}

/// The hour in the sort key of such an item.
pub(super) fn arrival_hour(sort: &str) -> Option<&str> {
    sort.strip_prefix("hour#")
}

/// The stack's secret.
pub(super) fn secret() -> Key {
    key("secret".to_owned(), "secret".to_owned())
}

/// Where a link leads.
pub(super) fn link(link: &LinkId) -> Key {
    key(format!("{LINK}{}", link.as_str()), "link".to_owned())
}

/// That a link leads to an application, beside the application.
pub(super) fn link_beside(id: &ApplicationId, link: &LinkId) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), format!("{LINK}{}", link.as_str()))
}

/// That an application was deleted at its applicant's wish.
pub(super) fn erased(id: &ApplicationId) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), "erased".to_owned())
}

/// Partition key of an application and of everything beside it.
pub(super) fn partition(id: &ApplicationId) -> String {
    format!("{APPLICATION}{}", id.as_str())
}

/// What a sort key beside an application stands for.
pub(super) fn beside(sort: &str) -> Option<Beside<'_>> {
    if let Some(value) = sort.strip_prefix(LIKENESS) {
        return Some(Beside::FoundBy(value));
    }
    if let Some(link) = sort.strip_prefix(LINK) {
        return link.parse().ok().map(Beside::Link);
    }
    sort.strip_prefix(LOOK_ALIKE)?.parse().ok().map(Beside::LookAlike)
}

/// What is kept beside an application about others.
pub(super) enum Beside<'a> {
    /// What it is found by.
    FoundBy(&'a str),
    /// A link to the application with this reference.
    LookAlike(Reference),
    /// A private link that leads to it.
    Link(LinkId),
}

/// The salt of the day that it is at `now`.
pub(super) fn salt(now: Timestamp) -> Key {
    key(format!("salt#{}", now.date()), "salt".to_owned())
}

/// The count of a source's requests in the hour that it is at `now`.
pub(super) fn source(source: &Hash, now: Timestamp) -> Key {
    key(format!("source#{source}"), format!("until#{}", now.end_of_hour()))
}

/// The id in an application's partition key.
pub(super) fn application_id(partition: &str) -> Option<ApplicationId> {
    partition.strip_prefix(APPLICATION)?.parse().ok()
}

fn key(partition: String, sort: String) -> Key {
    HashMap::from([(PARTITION.to_owned(), AttributeValue::S(partition)), (SORT.to_owned(), AttributeValue::S(sort))])
}
