//! Keys of the table's items. No other module writes a key.
//!
//! `…` is a hash, or a name or domain to match. `act`, `add_note` and the others that make an action are in `transition.rs`
//! and `staff/`. DynamoDB's TTL removes an item within days of its expiry.
//!
//! | partition key | sort key | `entity_type` | content | written by | expires |
//! |---|---|---|---|---|---|
//! | `application#{id}` | `application` | `application` | the application, see `items.rs` | `save_section`, `create` | unless accepted |
//! | `application#{id}` | `history#000001` | `history` | an action: `number`, `at`, `by`, `from`, `to`, `action`, `person`, `previous`, `hash` | every action | never |
//! | `application#{id}` | `erased` | `erased` | marks an application that its applicant deleted | `erase` | 1 day |
//! | `application#{id}` | `link#{link}` | `link_beside` | an issued link to the application | `replace_link`, `issue_mailed_link` | with it |
//! | `application#{id}` | `likeness#…` | `likeness` | a match key of the application | `add_match_keys`, `add_contact_key` | with it |
//! | `application#{id}` | `look_alike#{reference}` | `look_alike` | a look-alike, whose partition has the reverse item: `application_id`, `reasons`, `found_at` | `link_related` | with it |
//! | `application#{id}` | `notice#{name}` | `notice` | a message: `state`, `claimed_at`, `claimed_by`, `settled_at`, `attempts`, `message_id`, `why`, `returned_at` | `claim_message` | 2 days after staff erased it |
//! | `application#{id}` | `note#{time}#000004` | `note` | a note of staff: `text`, `at`, `by`, `by_name` | `add_note` | with it |
//! | `application#{id}` | `exchange#000003` | `exchange` | a question of staff and the applicant's answer: `question`, `asked_at`, `asked_by`, `asked_by_name`, `answer`, `answered_at` | `act`, `answer_question` | with it |
//! | `application#{id}` | `search_terms` | `search_terms` | the `terms` by which search finds the application | `add_search_terms` | with it |
//! | `digest#{day or hour}` | `notice#{name}` | `notice` | a message about a day, a week or an hour | `claim_message` | never |
//! | `link#{link}` | `link` | `link` | the target of an issued link: `application_id`; of an emailed one, `mailbox` and `replaces` | `replace_link`, `issue_mailed_link` | with it, or 1 day later |
//! | `reference#{reference}` | `reference` | `reference` | the claim that makes a reference unique: `application_id`; once the application is removed, `removed_at`, `removed_from`, `history_length`, `history_hash` | `submit`, `create`, `erase`, `count_removal` | never |
//! | `likeness#name#…`, `likeness#domain#…` | `application#{id}` | `likeness` | an application with this name or domain | `add_match_keys` | with it |
//! | `likeness#contact#…` | `application#{id}` | `likeness` | an application or a draft whose main contact has this mailbox, by its keyed hash | `add_contact_key` | with it |
//! | `search#{two characters}` | `{term}#application#{id}` | `search` | an application that search finds by a term which begins with these characters: `reference`, all its `terms` | `add_search_terms` | with it |
//! | `counters` | `status` | `counters` | the number of applications in each group; `changed` counts the changes | every action | never |
//! | `counters` | `month#{month}` | `counters` | the number of applications `received`, `accepted` and `declined` in a month | every action | never |
//! | `exports` | `export#{time}#01` | `export` | an export by staff: `at`, `by`, `by_name`, `format`, `filters`, `count`, `complete_until` | `record_export` | never |
//! | `idempotency#…` | `idempotency` | `idempotency` | the use of an idempotency key: `body_hash`, `application_id` | `create` | 1 day |
//! | `mailbox#…` | `day#{day}` | `mailbox` | ids of the `messages` to a mailbox | `count_for_mailbox` | 2 days |
//! | `outbound#{day}` | `outbound` | `outbound` | number of `messages` that the stack sent | `count_for_stack` | 2 days |
//! | `undeliverable#…` | `undeliverable` | `undeliverable` | a mailbox on the suppression list: `why`, `since` | `suppress_mailbox` | 180 days |
//! | `arrivals` | `hour#{hour}` | `arrivals` | applications that staff were notified of: `single`, `folded` | `count_arrival` | 2 days |
//! | `return-request#…` | `return_request` | `return_request` | a request for links to applications with this main contact: `email` | `request_return` | 1 day |
//! | `salt#{day}` | `salt` | `salt` | the day's salt for hashes of sources | `salt` | 1 hour after its day |
//! | `source#…` | `until#{second}` | `source` | number of a source's `requests` in an hour | `count` | 1 hour after its hour |
//! | `form#{version}` | `form` | `form` | a definition of the form, which its applications refer to: `sections`, in JSON | `keep_form` | never |
//! | `member#{reference}` | `member` | `member` | a member: see `shared::member::Member` | `act`, `change_member` | never |
//! | `member#{reference}` | `entry#{number}` | `member_history` | an action on a member: see `shared::member::history` | with the member | never |
//! | `register` | `{reference}` | `listing` | a member's row: see `shared::member::RegisterRow` | with the member | never |
//! | `member#{reference}` | `notice#{name}` | `notice` | a message about a member, as those about applications | `claim_message` | never |
//! | `member-link#{link}` | `member_link` | `member_link` | a link to a member's own page: `reference`, `mailbox` | `issue_member_link` | a day after it was asked for, or two months after the date of renewal |
//! | `member-request#…` | `member_request` | `member_request` | a request for such links: `email` | `request_member_links` | 1 day |
//! | `directory` | `front`, `summary`, `rows#{part}` | `directory` | the directory as it was published: `content`, and the number of its `publication` | `publish_directory` | never |
//! | `directory` | `publications` | `publications` | how often the directory was published: `count` | `publish_directory` | never |
//! | `logo#{hash}` | `logo` | `logo` | a logo of a member: `media_type`, `content` | `keep_logo` | never |
//! | `slug#{slug}` | `slug` | `slug` | a public address: what the page shows, or `moved_to` and the `reference` | with the member | never |
//! | `person#…` | `person` | `person` | a member of staff: `display_name`, `staff_role`, `signed_in_at`, `blocked_at`; in the index's group `staff` | `admit` | never |
//! | `person#…` | `session#…` | `session_beside` | a session of that person | `open_session` | 8 hours |
//! | `session#…` | `session` | `session` | a session, by the hash of its token: `person`, `authenticated_at`, `started_at`, `seen_at` | `open_session` | 30 minutes after its last use |
//! | `sign_in#…` | `sign_in` | `sign_in` | a sign-in that has begun, by the hash of its state: `browser`, `verifier`, `nonce`, `return_to` | `begin_sign_in` | 10 minutes |
//! | `secret` | `secret` | `secret` | the stack's secret: `secret_key` | `secret` | never |

mod members;
mod staff;

pub(super) use members::*;
pub use members::{MEMBER_REQUEST, REGISTER};
pub(super) use staff::*;

use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::history::Hash;
use shared::application::{ApplicationId, FormId, LinkId, Reference};
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// The attribute of the partition key.
pub(super) const PARTITION: &str = "pk";
/// The attribute of the sort key.
pub(super) const SORT: &str = "sk";
/// The index of submitted applications by status.
pub(super) const BY_STATUS: &str = "by_status";
/// The attribute of the index's partition key.
pub(super) const STATUS_GROUP: &str = "status_group";
/// The attribute of the index's sort key.
pub(super) const STATUS_SINCE: &str = "status_since";
/// The attribute of DynamoDB's TTL, in Unix seconds.
pub(super) const EXPIRES_AT: &str = "expires_at";
/// The attribute of the link that replaced the original one.
pub(super) const CURRENT_LINK: &str = "current_link";

/// The prefix of a history entry's sort key.
pub(super) const HISTORY: &str = "history#";
/// The partition key of all arrivals.
pub(super) const ARRIVALS: &str = "arrivals";

/// The sort key of an application.
pub(super) const APPLICATION_SORT: &str = "application";
/// The prefix of a note's sort key.
pub(super) const NOTE: &str = "note#";
/// The prefix of an exchange's sort key.
pub(super) const EXCHANGE: &str = "exchange#";
/// The prefix of a look-alike's sort key.
pub(super) const LOOK_ALIKE: &str = "look_alike#";
/// The prefix of a message's sort key.
pub(super) const MESSAGE: &str = "notice#";

/// The prefix of the partition keys of requests to return to an application.
pub const RETURN_REQUEST: &str = "return-request#";

const APPLICATION: &str = "application#";
const HOUR: &str = "hour#";
const LINK: &str = "link#";
const MATCH: &str = "likeness#";
const REFERENCE: &str = "reference#";
const SEARCH_TERMS: &str = "search_terms";

/// A whole key.
pub(super) type Key = HashMap<String, AttributeValue>;

/// The partition key of an application and its related items.
pub(super) fn partition(id: &ApplicationId) -> String {
    format!("{APPLICATION}{}", id.as_str())
}

/// An application.
pub(super) fn application(id: &ApplicationId) -> Key {
    key(partition(id), APPLICATION_SORT)
}

/// Parses the id in an application's partition key.
pub(super) fn application_id(partition: &str) -> Option<ApplicationId> {
    partition.strip_prefix(APPLICATION)?.parse().ok()
}

/// An application's history entry, numbered from 1.
pub(super) fn history(id: &ApplicationId, number: u32) -> Key {
    key(partition(id), &format!("{HISTORY}{number:06}"))
}

/// The claim of a reference.
pub(super) fn reference(reference: &Reference) -> Key {
    key(format!("{REFERENCE}{reference}"), "reference")
}

/// Parses the reference in a claim's partition key.
pub(super) fn claimed_reference(partition: &str) -> Option<Reference> {
    partition.strip_prefix(REFERENCE)?.parse().ok()
}

/// A note about an application, by the number of its history entry.
pub(super) fn note(id: &ApplicationId, at: Timestamp, number: u32) -> Key {
    key(partition(id), &format!("{NOTE}{at}#{number:06}"))
}

/// A question to an applicant and its answer, by the number of the history entry with which it was asked.
pub(super) fn exchange(id: &ApplicationId, number: u32) -> Key {
    key(partition(id), &format!("{EXCHANGE}{number:06}"))
}

/// The whole key of an application's item in the index of applications by status.
pub(super) fn in_index(id: &ApplicationId, group: &str, since: Timestamp) -> Key {
    let mut key = application(id);
    key.insert(STATUS_GROUP.to_owned(), AttributeValue::S(group.to_owned()));
    key.insert(STATUS_SINCE.to_owned(), AttributeValue::S(since.to_string()));
    key
}

/// A definition of the form.
pub(super) fn form(version: &str) -> Key {
    key(format!("form#{version}"), "form")
}

/// The marker of an application that its applicant deleted.
pub(super) fn erased(id: &ApplicationId) -> Key {
    key(partition(id), "erased")
}

/// An idempotency key, by its keyed hash.
pub(super) fn idempotency(name: &Hash) -> Key {
    key(format!("idempotency#{name}"), "idempotency")
}

/// The partition key of all applications with a match key, such as `name#acme trials`.
pub(super) fn match_partition(match_key: &str) -> String {
    format!("{MATCH}{match_key}")
}

/// The match key of a main contact's mailbox, by its keyed hash.
pub(super) fn contact_match(mailbox: &Hash) -> String {
    format!("contact#{mailbox}")
}

/// A request to return to an application, by the hash of its form.
pub(super) fn return_request(form: &FormId) -> Key {
    key(format!("{RETURN_REQUEST}{}", Hash::of(form.as_str().as_bytes())), "return_request")
}

/// One application in such a partition.
pub(super) fn match_entry(match_key: &str, id: &ApplicationId) -> Key {
    key(match_partition(match_key), &partition(id))
}

/// A match key, in its application's partition.
pub(super) fn own_match(id: &ApplicationId, match_key: &str) -> Key {
    key(partition(id), &match_partition(match_key))
}

/// A look-alike, in the application's partition.
pub(super) fn look_alike(id: &ApplicationId, other: &Reference) -> Key {
    key(partition(id), &format!("{LOOK_ALIKE}{other}"))
}

/// The target of an issued link.
pub(super) fn link(link: &LinkId) -> Key {
    key(format!("{LINK}{}", link.as_str()), "link")
}

/// An issued link, in its application's partition.
pub(super) fn own_link(id: &ApplicationId, link: &LinkId) -> Key {
    key(partition(id), &format!("{LINK}{}", link.as_str()))
}

/// An item that is removed with its application.
pub(super) enum RelatedItem<'a> {
    /// A match key.
    Match(&'a str),
    /// A look-alike, by its reference.
    LookAlike(Reference),
    /// An issued link.
    Link(LinkId),
    /// The search terms.
    SearchTerms,
    /// A note, or a question with its answer.
    Words,
    /// A message.
    Message,
}

/// Parses the sort key of a related item.
pub(super) fn related_item(sort: &str) -> Option<RelatedItem<'_>> {
    if let Some(match_key) = sort.strip_prefix(MATCH) {
        return Some(RelatedItem::Match(match_key));
    }
    if let Some(link) = sort.strip_prefix(LINK) {
        return link.parse().ok().map(RelatedItem::Link);
    }
    if sort == SEARCH_TERMS {
        return Some(RelatedItem::SearchTerms);
    }
    if sort.starts_with(NOTE) || sort.starts_with(EXCHANGE) {
        return Some(RelatedItem::Words);
    }
    if sort.starts_with(MESSAGE) {
        return Some(RelatedItem::Message);
    }
    sort.strip_prefix(LOOK_ALIKE)?.parse().ok().map(RelatedItem::LookAlike)
}

/// A message about an application.
pub(super) fn message(id: &ApplicationId, name: &str) -> Key {
    key(partition(id), &format!("{MESSAGE}{name}"))
}

/// A message about a day or an hour.
pub(super) fn digest(period: &str, name: &str) -> Key {
    key(format!("digest#{period}"), &format!("{MESSAGE}{name}"))
}

/// A mailbox on the suppression list, by its keyed hash.
pub(super) fn undeliverable(mailbox: &Hash) -> Key {
    key(format!("undeliverable#{mailbox}"), "undeliverable")
}

/// The day's messages to a mailbox, by its keyed hash.
pub(super) fn mailbox(mailbox: &Hash, now: Timestamp) -> Key {
    key(format!("mailbox#{mailbox}"), &format!("day#{}", now.date()))
}

/// The number of messages that the stack sent that day.
pub(super) fn outbound(now: Timestamp) -> Key {
    key(format!("outbound#{}", now.date()), "outbound")
}

/// The applications that arrived in an hour, such as `2026-11-24T09`.
pub(super) fn arrivals(hour: &str) -> Key {
    key(ARRIVALS.to_owned(), &format!("{HOUR}{hour}"))
}

/// Parses the hour in the sort key of arrivals.
pub(super) fn arrival_hour(sort: &str) -> Option<&str> {
    sort.strip_prefix(HOUR)
}

/// The key of an item.
pub(super) fn key_of(item: &HashMap<String, AttributeValue>) -> Key {
    [PARTITION, SORT].into_iter().filter_map(|name| Some((name.to_owned(), item.get(name)?.clone()))).collect()
}

/// The stack's secret.
pub(super) fn secret() -> Key {
    key("secret".to_owned(), "secret")
}

/// The day's salt.
pub(super) fn salt(now: Timestamp) -> Key {
    key(format!("salt#{}", now.date()), "salt")
}

/// The count of a source's requests in the current hour.
pub(super) fn source(source: &Hash, now: Timestamp) -> Key {
    key(format!("source#{source}"), &format!("until#{}", now.end_of_hour()))
}

fn key(partition: String, sort: &str) -> Key {
    [(PARTITION, partition), (SORT, sort.to_owned())]
        .map(|(name, value)| (name.to_owned(), AttributeValue::S(value)))
        .into()
}
