//! The actions of reviewers.

use crate::items::{number, text, time};
use crate::transaction::IntoWrite;
use crate::transition::{ActOutcome, Step};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use shared::application::{Action, Application, ApplicationId, Retention, Status, Submitted};
use shared::member::{Member, MemberAction};
use shared::staff::Person;
use shared::timestamp::Timestamp;

/// An action of a reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffChange {
    /// Takes the application up, and becomes its assignee.
    Take,
    /// Puts it back, without an assignee.
    Release,
    /// Asks the applicant a question.
    Ask {
        /// The question.
        question: String,
    },
    /// Decides that the organization may join, which makes it a member.
    Accept {
        /// The questions by whose answers visitors find members.
        facets: Vec<String>,
        /// Whether memberships have to be renewed every year.
        renews: bool,
    },
    /// Decides that the organization may not join.
    Decline {
        /// The code of the reason.
        reason: String,
        /// The words to the applicant; may be empty.
        words: String,
    },
    /// Takes back a decision.
    Undo,
    /// Sets the application aside as spam.
    Spam,
    /// Finds that it is no spam.
    NotSpam,
    /// Makes somebody responsible for it, or nobody.
    Assign {
        /// The new assignee.
        to: Option<Person>,
    },
}

/// The terms on which an action is taken.
#[derive(Debug, Clone, Copy)]
pub struct ActTerms {
    /// The current time.
    pub at: Timestamp,
    /// The retention periods, for the new expiry.
    pub retention: Retention,
    /// For how many seconds a decision can be undone.
    pub undo_seconds: u16,
}

impl StaffChange {
    /// Returns the action that the history records.
    pub const fn action(&self) -> Action {
        match self {
            Self::Take => Action::Take,
            Self::Release => Action::Release,
            Self::Ask { .. } => Action::Ask,
            Self::Accept { .. } => Action::Accept,
            Self::Decline { .. } => Action::Decline,
            Self::Undo => Action::Undo,
            Self::Spam => Action::Spam,
            Self::NotSpam => Action::NotSpam,
            Self::Assign { .. } => Action::Assign,
        }
    }

    /// Returns whether the application may be changed like this now. Pages offer only what may be done.
    pub fn is_legal(action: Action, application: &Submitted, terms: ActTerms) -> bool {
        let may_undo = || application.undoable_until(terms.undo_seconds).is_some_and(|until| terms.at < until);
        crate::transition::lead(application, action).is_some() && (action != Action::Undo || may_undo())
    }

    /// Returns the attributes that the change sets.
    fn set(&self, by: &Person, entry: u32) -> Vec<(&'static str, AttributeValue)> {
        match self {
            Self::Take => assigned(by),
            Self::Assign { to: Some(to) } => assigned(to),
            Self::Ask { question } => {
                vec![("review_question", text(question)), ("review_question_number", number(entry.into()))]
            }
            Self::Decline { reason, words } => {
                let mut set = vec![("review_reason", text(reason))];
                if !words.is_empty() {
                    set.push(("review_words", text(words)));
                }
                set
            }
            _ => Vec::new(),
        }
    }

    /// Returns the attributes that the change removes.
    const fn removed(&self) -> &'static [&'static str] {
        match self {
            Self::Release | Self::Assign { to: None } => &ASSIGNEE,
            Self::Undo => &["review_reason", "review_words"],
            Self::Spam => &["review_assignee", "review_assignee_name", "review_question", "review_question_number"],
            _ => &[],
        }
    }
}

const ASSIGNEE: [&str; 2] = ["review_assignee", "review_assignee_name"];

fn assigned(to: &Person) -> Vec<(&'static str, AttributeValue)> {
    vec![("review_assignee", text(to.id.as_str())), ("review_assignee_name", text(&to.name))]
}

impl Store {
    /// Changes an application for a person of staff, with the history entry and the counters, in one transaction. The
    /// change is rejected if the application has changed since it was read, so a repeated call is rejected too. What
    /// only concerns the applicant's link or mailbox is no such change.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn act(
        &self,
        application: &Submitted,
        by: &Person,
        change: StaffChange,
        terms: ActTerms,
    ) -> Result<ActOutcome, Error> {
        let action = change.action();
        if !StaffChange::is_legal(action, application, terms) {
            return Ok(ActOutcome::Rejected(Some(Application::Submitted(Box::new(application.clone())))));
        }
        let entry = application.history.length.saturating_add(1);
        let step = Step {
            action,
            person: Some(&by.id),
            at: terms.at,
            retention: terms.retention,
            set: change.set(by, entry),
            removed: change.removed().iter().map(|name| (*name).to_owned()).collect(),
        };
        let is_same = |read: &Submitted, now: &Submitted| {
            read.history == now.history && read.set_aside == now.set_aside && read.status == now.status
        };
        let of_member = match &change {
            StaffChange::Accept { facets, renews } => {
                let visible_from = Timestamp::from_unix(terms.at.unix() + i64::from(terms.undo_seconds));
                let member = Member::joining(application, facets, terms.at, visible_from);
                let renews_on = renews.then(|| member.joined_on.next_year());
                let member = Member { renews_on, ..member };
                self.new_member_writes(&member, MemberAction::Join, Some(&by.id), terms.at).await?
            }
            StaffChange::Undo if application.status == Status::Accepted => {
                self.unmake_member_writes(&application.reference).await?
            }
            _ => Vec::new(),
        };
        let own = |number| match &change {
            StaffChange::Ask { question } => {
                Ok(vec![self.put_question(&application.id, number, question, by, terms.at)?])
            }
            _ => Ok(of_member.clone()),
        };
        self.take_step(application, &step, &is_same, &own).await
    }

    fn put_question(
        &self,
        id: &ApplicationId,
        number: u32,
        question: &str,
        by: &Person,
        at: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        self.new_put(keys::exchange(id, number), "exchange")
            .item("question", text(question))
            .item("asked_at", time(at))
            .item("asked_by", text(by.id.as_str()))
            .item("asked_by_name", text(&by.name))
            .into_write()
    }
}
