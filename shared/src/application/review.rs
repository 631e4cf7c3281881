//! What a review adds to an application.

use crate::staff::PersonId;
use crate::timestamp::Timestamp;

/// What a review has added to a submitted application so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// Who is responsible for it.
    pub assignee: Option<Assignee>,
    /// The question that the applicant has to answer.
    pub question: Option<Question>,
    /// The code of the reason for which it was declined.
    pub reason: Option<String>,
    /// The words to the applicant about that.
    pub words: Option<String>,
    /// When an administrator removed what identifies people.
    pub anonymized_at: Option<Timestamp>,
}

/// Who is responsible for an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    /// The person.
    pub id: PersonId,
    /// Their name when they were assigned.
    pub name: String,
}

/// A question to the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The number of the history entry with which it was asked.
    pub number: u32,
    /// The question, as the reviewer wrote it.
    pub text: String,
}
