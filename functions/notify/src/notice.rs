//! Which message follows from which change.

use crate::suspicion;
use shared::application::{Status, Submitted};
use store::SpamSigns;

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// To the applicant: it was received.
    Received,
    /// To the applicant: staff want to know something. The number is the history entry's.
    MoreInformation(u32),
    /// To the applicant: the organization may join.
    Accepted,
    /// To the applicant: it may not.
    Declined,
    /// To the applicant: it was taken back.
    Withdrawn,
    /// To the address that somebody named: where the application is. The number counts the requests.
    Link(u64),
    /// To staff: there is a new application.
    Arrived,
    /// To staff, once a day at most: something was set aside.
    SetAside,
    /// To staff, after an hour in which many applications arrived: those that had no message of their own.
    Digest,
    /// To staff, once a week at most: undecided applications are deleted soon.
    Expiring,
}

/// Every kind, with any number.
const ALL: [Notice; 10] = [
    Notice::Received,
    Notice::MoreInformation(0),
    Notice::Accepted,
    Notice::Declined,
    Notice::Withdrawn,
    Notice::Link(0),
    Notice::Arrived,
    Notice::SetAside,
    Notice::Digest,
    Notice::Expiring,
];

impl Notice {
    /// Its name in the table and the log. No other message about the same application has it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::MoreInformation(number) => format!("{}#{number}", self.kind()),
            Self::Link(number) => format!("{}#{number}", self.kind()),
            _ => self.kind().to_owned(),
        }
    }

    /// Whether it goes to staff.
    pub(crate) const fn is_for_staff(self) -> bool {
        matches!(self, Self::Arrived | Self::SetAside | Self::Digest | Self::Expiring)
    }

    /// Whether anybody can cause it, so that it counts towards the limits of a day. The others follow from what staff
    /// decide.
    pub(crate) const fn is_limited(self) -> bool {
        matches!(self, Self::Received | Self::Link(_) | Self::Withdrawn)
    }

    /// The name of its words.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::MoreInformation(_) => "more_information",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Link(_) => "link",
            Self::Arrived => "arrived",
            Self::SetAside => "set_aside",
            Self::Digest => "digest",
            Self::Expiring => "expiring",
        }
    }
}

/// Whether a notice may have this name.
pub(crate) fn is_known(name: &str) -> bool {
    let kind = name.split('#').next();
    ALL.iter().any(|notice| Some(notice.kind()) == kind)
}

/// Whether the notice of this name goes to staff.
pub(crate) fn is_for_staff(name: &str) -> bool {
    ALL.iter().any(|notice| notice.is_for_staff() && notice.kind() == name)
}

/// The messages that follow when an application that was in status `before` is `now` another. When it is silenced,
/// nothing goes to the addresses that it gave.
pub(crate) fn after_a_change_of_status(before: Status, now: &Submitted, silenced: bool) -> Vec<Notice> {
    let to_applicant = |notice| if silenced { Vec::new() } else { vec![notice] };
    match now.status {
        _ if before == now.status => Vec::new(),
        Status::Received if silenced => vec![Notice::SetAside],
        Status::Received => vec![Notice::Received, Notice::Arrived],
        Status::MoreInformation => to_applicant(Notice::MoreInformation(now.history.length)),
        Status::Accepted => to_applicant(Notice::Accepted),
        Status::Declined => to_applicant(Notice::Declined),
        Status::Withdrawn => to_applicant(Notice::Withdrawn),
        Status::Draft | Status::InReview => Vec::new(),
    }
}

/// Whether nothing may be sent to the addresses that an application gave: it is set aside, or is to be. What staff took up
/// is no longer set aside, and theirs to judge.
pub(crate) fn is_silenced(application: &Submitted, signs: SpamSigns) -> bool {
    let taken_up = match application.status {
        Status::Draft | Status::Received => false,
        // After it was received, and by nobody else's doing.
        Status::Withdrawn => application.history.length > 2,
        Status::InReview | Status::MoreInformation | Status::Accepted | Status::Declined => true,
    };
    application.set_aside || (!taken_up && suspicion::is_suspect(&suspicion::reasons(application, signs)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{image, with};
    use serde_json::json;

    fn application(status: Status, history: u32) -> Submitted {
        let changes = json!({"status": {"S": status.as_str()}, "history_length": {"N": history.to_string()}});
        with(image(), changes).submitted().unwrap()
    }

    #[test]
    fn every_legal_change_has_its_messages_and_no_others() {
        use Notice::{Accepted, Arrived, Declined, MoreInformation, Received, Withdrawn};
        for before in Status::ALL {
            for now in Status::ALL.into_iter().filter(|now| before.may_become(*now)) {
                let expected = match now {
                    Status::Received => vec![Received, Arrived],
                    Status::MoreInformation => vec![MoreInformation(3)],
                    Status::Accepted => vec![Accepted],
                    Status::Declined => vec![Declined],
                    Status::Withdrawn => vec![Withdrawn],
                    Status::Draft | Status::InReview => vec![],
                };
                assert_eq!(
                    after_a_change_of_status(before, &application(now, 3), false),
                    expected,
                    "{before:?} {now:?}"
                );
            }
        }
    }

    #[test]
    fn of_what_is_silenced_staff_alone_hear() {
        for before in Status::ALL {
            for now in Status::ALL.into_iter().filter(|now| before.may_become(*now)) {
                let told = after_a_change_of_status(before, &application(now, 3), true);
                assert!(told.iter().all(|notice| *notice == Notice::SetAside), "{before:?} {now:?} {told:?}");
            }
        }
    }

    #[test]
    fn a_change_that_leaves_the_status_as_it_is_has_no_message() {
        for status in Status::ALL.into_iter().filter(|status| *status != Status::Draft) {
            assert_eq!(after_a_change_of_status(status, &application(status, 3), false), []);
        }
    }

    #[test]
    fn what_looks_like_spam_is_silenced_until_staff_take_it_up_and_what_is_set_aside_as_long_as_it_is() {
        let hidden = SpamSigns { hidden_field: true, via_api: false };
        let silenced = |status, history| is_silenced(&application(status, history), hidden);
        assert!(silenced(Status::Received, 1));
        assert!(silenced(Status::Withdrawn, 2), "whoever withdraws at once gets no message that way");
        assert!(!silenced(Status::InReview, 2));
        assert!(!silenced(Status::Withdrawn, 3));
        for status in Status::ALL.into_iter().filter(|status| *status != Status::Draft) {
            let mut application = application(status, 4);
            application.set_aside = true;
            assert!(is_silenced(&application, SpamSigns::default()), "{status:?}");
        }
    }

    #[test]
    fn names_tell_repetitions_apart() {
        assert!(is_known("link#2") && is_known("set_aside") && !is_known("newsletter") && !is_known(""));
        assert_eq!(Notice::MoreInformation(3).name(), "more_information#3");
        assert_eq!(Notice::Link(2).name(), "link#2");
        assert_eq!(Notice::Received.name(), "received");
    }
}
