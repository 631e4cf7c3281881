//! Conversions between items and values.
//!
//! The application's item has these attributes; the others are described in `keys.rs`.
//!
//! | attributes | content |
//! |---|---|
//! | `entity_type`, `status`, `version` | `application`, the status, and the number of changes |
//! | `reference`, `submitted_at`, `via` | once it is submitted; `via` is `api` for programs |
//! | `created_at`, `updated_at`, `expires_at` | times; an accepted application has no `expires_at` |
//! | `status_group`, `status_since` | keys of the index `by_status`, once it is submitted; the group is the status, or `suspect` |
//! | `history_length`, `history_hash` | the head of the history |
//! | `…_version` | the number of changes of the section of that name |
//! | every other attribute | the answer to the question of that name, see `answers.rs` |
//! | `form_version` | the version of the form that was answered last |
//! | `current_link`, `current_link_mailbox` | the link that replaced the first one, and the mailbox whose reader got it |
//! | `link_email`, `link_requested_at`, `link_requests`, `link_not_sent_at` | requests to send the link of a draft |
//! | `contact_confirmed_at` | when the main contact's address was confirmed |
//! | `contact_undelivered`, `contact_undelivered_at` | why and when a message to the main contact was not delivered |
//! | `hidden_field`, `suspicion`, `suspect` | signs of spam; `suspect` sets the application aside |
//! | `review_assignee`, `review_assignee_name` | who is responsible for it |
//! | `review_question`, `review_question_number` | the question that the applicant has to answer, and the number of its history entry |
//! | `review_reason`, `review_words` | the code of the reason for which it was declined, and the words to the applicant |
//! | `review_anonymized_at` | when what identifies people was removed |

use crate::{Error, answers, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::applicant::EmailAddress;
use shared::application::history;
use shared::application::{
    Answers, Application, ApplicationId, Assignee, ContactUndelivered, CoreAnswers, CurrentLink, DeliveryFailure,
    Draft, Question, Reference, Review, Status, Submitted,
};
use shared::staff::PersonId;
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// An item, as the client returns it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Returns a string attribute.
pub(super) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// Returns a number attribute.
pub(super) fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Returns a time as a string attribute, in RFC 3339.
pub(super) fn time(time: Timestamp) -> AttributeValue {
    text(&time.to_string())
}

/// Returns a time as a number attribute, in Unix seconds, as DynamoDB's TTL requires.
pub(super) fn unix(time: Timestamp) -> AttributeValue {
    AttributeValue::N(time.unix().to_string())
}

/// Returns the value of a string attribute.
pub(super) fn string<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// The attributes of an application, without its answers.
#[derive(Deserialize)]
struct Attributes {
    pk: String,
    status: Status,
    reference: Option<String>,
    version: u64,
    created_at: Timestamp,
    updated_at: Timestamp,
    submitted_at: Option<Timestamp>,
    expires_at: Option<i64>,
    current_link: Option<String>,
    current_link_mailbox: Option<history::Hash>,
    link_email: Option<EmailAddress>,
    link_not_sent_at: Option<Timestamp>,
    form_version: Option<String>,
    history_length: Option<u32>,
    history_hash: Option<history::Hash>,
    contact_confirmed_at: Option<Timestamp>,
    contact_undelivered: Option<DeliveryFailure>,
    contact_undelivered_at: Option<Timestamp>,
    #[serde(default)]
    suspect: bool,
    #[serde(default)]
    suspicion: Vec<String>,
    status_since: Option<Timestamp>,
    review_assignee: Option<PersonId>,
    review_assignee_name: Option<String>,
    review_question: Option<String>,
    review_question_number: Option<u32>,
    review_reason: Option<String>,
    review_words: Option<String>,
    review_anonymized_at: Option<Timestamp>,
}

/// Parses an application.
pub(super) fn application(item: &Item) -> Result<Application, Error> {
    let stored: Attributes = read(item, "application")?;
    let id = keys::application_id(&stored.pk).ok_or(Error::malformed("application id"))?;
    let answers = answers::read(item);
    let link = current_link(&stored)?;
    if stored.status == Status::Draft {
        let Attributes { version, created_at, updated_at, expires_at, link_email, link_not_sent_at, .. } = stored;
        let expires_at = expires_at.map(Timestamp::from_unix);
        let section_versions = answers::section_versions(item);
        let draft = Draft {
            id,
            version,
            created_at,
            updated_at,
            expires_at,
            link,
            link_email,
            link_not_sent_at,
            section_versions,
            answers,
        };
        Ok(Application::Draft(Box::new(draft)))
    } else {
        submitted(stored, id, link, answers).map(|submitted| Application::Submitted(Box::new(submitted)))
    }
}

fn current_link(stored: &Attributes) -> Result<CurrentLink, Error> {
    let id = stored.current_link.as_deref().map(str::parse).transpose();
    let id = id.map_err(|_| Error::malformed(keys::CURRENT_LINK))?;
    Ok(CurrentLink { id, mailbox: stored.current_link_mailbox.clone() })
}

fn submitted(stored: Attributes, id: ApplicationId, link: CurrentLink, answers: Answers) -> Result<Submitted, Error> {
    let reference = stored.reference.and_then(|reference| reference.parse::<Reference>().ok());
    let assignee = stored.review_assignee.zip(stored.review_assignee_name);
    let question = stored.review_question.zip(stored.review_question_number);
    let review = Review {
        assignee: assignee.map(|(id, name)| Assignee { id, name }),
        question: question.map(|(text, number)| Question { number, text }),
        reason: stored.review_reason,
        words: stored.review_words,
        anonymized_at: stored.review_anonymized_at,
    };
    Ok(Submitted {
        id,
        version: stored.version,
        reference: reference.ok_or(Error::malformed("reference"))?,
        status: stored.status,
        created_at: stored.created_at,
        submitted_at: stored.submitted_at.ok_or(Error::malformed("submitted_at"))?,
        status_since: stored.status_since.ok_or(Error::malformed(keys::STATUS_SINCE))?,
        updated_at: stored.updated_at,
        history: history::Head {
            length: stored.history_length.ok_or(Error::malformed("history_length"))?,
            hash: stored.history_hash.ok_or(Error::malformed("history_hash"))?,
        },
        expires_at: stored.expires_at.map(Timestamp::from_unix),
        link,
        contact_confirmed_at: stored.contact_confirmed_at,
        contact_undelivered: stored
            .contact_undelivered
            .zip(stored.contact_undelivered_at)
            .map(|(why, at)| ContactUndelivered { why, at }),
        set_aside: stored.suspect,
        suspicion: stored.suspicion,
        review,
        form_version: stored.form_version,
        core: CoreAnswers::of(&answers).ok_or(Error::malformed("answers"))?,
        answers,
    })
}

/// Parses an item or part of one.
pub(super) fn read<T: DeserializeOwned>(item: &Item, what: &'static str) -> Result<T, Error> {
    serde_dynamo::from_item(item.clone()).map_err(|error| Error::Malformed { what, source: Some(Box::new(error)) })
}
