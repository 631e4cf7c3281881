//! Every kind of message: who gets it, what triggers it and how often it is sent.
//!
//! To add a message, declare it in `messages/`, write its two templates and add it to the list. The template for plain
//! text has the subject in a block. A locked phone may show it, so it contains no organization's or person's name.

use shared::application::{Status, Submitted};
use store::MessageKey;

/// Declares the list: for each name a module with its `KIND`.
macro_rules! messages {
    ($($name:ident),* $(,)?) => {
        $(pub(crate) mod $name;)*

        /// All kinds. Messages that follow from one change are sent in this order.
        pub(crate) static ALL: &[&MessageKind] = &[$(&$name::KIND),*];
    };
}

messages! {
    received,
    more_information,
    answer_received,
    accepted,
    declined,
    withdrawn,
    link,
    return_link,
    arrived,
    answered,
    set_aside,
    digest,
    expiring,
    renewal,
    lapsed,
    dues_open,
    member_link,
    proposed,
}

/// The declaration of a message.
#[derive(Debug)]
pub(crate) struct MessageKind {
    /// The name in the table, the log, SES's tags and the templates' file names.
    pub(crate) name: &'static str,
    pub(crate) recipient: Recipient,
    pub(crate) trigger: Trigger,
    pub(crate) once_per: OncePer,
    /// Whether it counts towards the daily limits, because anybody can trigger it.
    pub(crate) is_limited: bool,
    /// Whether it carries the code that confirms the main contact's address.
    pub(crate) has_code: bool,
}

/// Who gets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// The main contact of the application.
    MainContact,
    /// The address entered with a request for a link.
    LinkRequester,
    /// Somebody who acts for the member.
    Representative,
    /// The association's staff.
    Staff,
}

/// The trigger of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// An application that isn't silenced is submitted.
    Submission,
    /// A silenced application is submitted.
    SetAside,
    /// An application that isn't silenced reaches this status.
    StatusChange(Status),
    /// The applicant answers a question.
    Answer,
    /// An application that isn't silenced was decided this way, and the decision can't be undone any more.
    Decision(Status),
    /// Somebody requests a link.
    LinkRequest,
    /// The hourly run (`hourly.rs`).
    Schedule,
    /// A membership (`memberships.rs`).
    Membership,
}

/// The unit for which a message is sent once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OncePer {
    Application,
    /// An entry of the application's history, a request or an occasion in a membership. Its number or date is part of the
    /// message's name: `link#2`.
    Change,
    /// A day, an hour or a week.
    Period,
}

impl PartialEq for MessageKind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl MessageKind {
    pub(crate) fn is_for_staff(&self) -> bool {
        self.recipient == Recipient::Staff
    }

    /// Returns the words of staff that a message to an applicant quotes: the question of this change, or the words about
    /// the decision.
    pub(crate) fn quoted<'a>(&self, application: &'a Submitted) -> Option<&'a str> {
        let review = &application.review;
        match self.trigger {
            Trigger::StatusChange(Status::MoreInformation) => review.question.as_ref().map(|asked| asked.text.as_str()),
            Trigger::Decision(Status::Declined) => review.words.as_deref(),
            _ => None,
        }
    }

    /// Returns the path of the staff page for a message to staff: that of the application, or the list of those that the
    /// message counts.
    pub(crate) fn staff_page(&self, reference: Option<&str>) -> String {
        match (self.once_per, reference) {
            (_, Some(reference)) if self.trigger == Trigger::Membership => format!("/staff/members/{reference}"),
            (OncePer::Application | OncePer::Change, Some(reference)) => format!("/staff/applications/{reference}"),
            _ if *self == set_aside::KIND => "/staff?status=suspect".to_owned(),
            _ => "/staff".to_owned(),
        }
    }

    /// Returns the name of the message for the change with this number.
    pub(crate) fn numbered(&self, number: u64) -> String {
        format!("{}#{number}", self.name)
    }

    /// Returns the key of the message about a submitted application.
    pub(crate) fn key(&self, application: &Submitted) -> MessageKey {
        let id = application.id.clone();
        match self.once_per {
            OncePer::Application => MessageKey::Application(id, self.name.to_owned()),
            OncePer::Change => MessageKey::Application(id, self.numbered(application.history.length.into())),
            // The day of submission, so that a retry on another day has the same key.
            OncePer::Period => MessageKey::Period(application.submitted_at.date(), self.name.to_owned()),
        }
    }
}

/// Returns the kind of a message by its name in the table.
pub(crate) fn by_name(name: &str) -> Option<&'static MessageKind> {
    let kind = name.split('#').next();
    ALL.iter().copied().find(|known| Some(known.name) == kind)
}

/// Returns the messages triggered by a status change from `before`, except those about a decision. A silenced application triggers no message to the
/// addresses in it.
pub(crate) fn after_status_change(
    before: Status,
    application: &Submitted,
    is_silenced: bool,
) -> impl Iterator<Item = &'static MessageKind> {
    let now = application.status;
    // Staff may return an application to `received`, which is no submission.
    let is_submission = before == Status::Draft && now == Status::Received;
    let follows = move |kind: &&MessageKind| match kind.trigger {
        Trigger::Submission => is_submission && !is_silenced,
        Trigger::SetAside => is_submission && is_silenced,
        Trigger::StatusChange(status) => status == now && !is_silenced,
        Trigger::Answer => before == Status::MoreInformation && now == Status::InReview && !is_silenced,
        Trigger::Decision(_) | Trigger::LinkRequest | Trigger::Schedule | Trigger::Membership => false,
    };
    ALL.iter().copied().filter(move |kind| before != now && follows(kind))
}

/// Returns the messages about a decision that can't be undone any more.
pub(crate) fn after_decision(decision: Status) -> impl Iterator<Item = &'static MessageKind> {
    ALL.iter().copied().filter(move |kind| kind.trigger == Trigger::Decision(decision))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{image, with};
    use serde_json::json;

    fn names(before: Status, now: Status, is_silenced: bool) -> Vec<String> {
        let application = with(image(), json!({"status": {"S": now.as_str()}, "history_length": {"N": "3"}}));
        let application = application.submitted().unwrap();
        let kinds = after_status_change(before, &application, is_silenced);
        kinds.map(|kind| kind.key(&application).name().to_owned()).collect()
    }

    fn legal_changes() -> impl Iterator<Item = (Status, Status)> {
        let changes = Status::ALL.into_iter().flat_map(|before| Status::ALL.map(|now| (before, now)));
        changes.filter(|(before, now)| before.may_become(*now))
    }

    #[test]
    fn every_legal_status_change_triggers_its_messages() {
        for (before, now) in legal_changes() {
            let expected: &[&str] = match now {
                Status::Received if before == Status::Draft => &["received", "arrived"],
                Status::MoreInformation => &["more_information#3"],
                Status::InReview if before == Status::MoreInformation => &["answer_received#3", "answered#3"],
                Status::Withdrawn => &["withdrawn"],
                // Decisions wait.
                _ => &[],
            };
            assert_eq!(names(before, now, false), expected, "{before:?} {now:?}");
        }
    }

    #[test]
    fn a_silenced_application_triggers_messages_only_to_staff() {
        for (before, now) in legal_changes() {
            let is_submission = before == Status::Draft && now == Status::Received;
            let expected: &[&str] = if is_submission { &["set_aside"] } else { &[] };
            assert_eq!(names(before, now, true), expected, "{before:?} {now:?}");
        }
    }

    #[test]
    fn a_decision_triggers_its_message_once_it_cannot_be_undone() {
        for status in Status::ALL {
            let names: Vec<_> = after_decision(status).map(|kind| kind.name).collect();
            let is_decision = matches!(status, Status::Accepted | Status::Declined);
            assert_eq!(names, if is_decision { vec![status.as_str()] } else { Vec::new() }, "{status:?}");
        }
    }

    #[test]
    fn an_application_that_staff_return_to_the_queue_triggers_nothing() {
        for is_silenced in [false, true] {
            assert!(names(Status::InReview, Status::Received, is_silenced).is_empty());
        }
    }

    #[test]
    fn an_unchanged_status_triggers_nothing() {
        for status in Status::ALL.into_iter().filter(|status| *status != Status::Draft) {
            assert!(names(status, status, false).is_empty(), "{status:?}");
        }
    }

    #[test]
    fn kinds_are_found_by_the_names_of_their_messages() {
        assert_eq!(by_name(&link::KIND.numbered(2)), Some(&link::KIND));
        for kind in ALL {
            assert_eq!(by_name(kind.name), Some(*kind));
        }
        assert!(by_name("newsletter").is_none() && by_name("").is_none());
    }
}
