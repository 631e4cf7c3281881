//! Whether a member belongs to the association, and what changes that.
//!
//! | action | by | from | to |
//! |---|---|---|---|
//! | `join` | staff, who accept an application | – | `active` |
//! | `import` | staff, from a list | – | `active` |
//! | `edit` | staff | any | the same |
//! | `correct` | the member | `active`, `due`, `lapsed` | the same |
//! | `approve`, `reject` | staff, on what the member wants to change | any | the same |
//! | `record_dues` | staff | any | the same |
//! | `fall_due` | the schedule, on the date of renewal | `active` | `due` |
//! | `lapse` | the schedule, after the days of grace | `due` | `lapsed` |
//! | `renew` | the member, or staff | `active`, `due`, `lapsed` | `active` |
//! | `end` | staff | any but `ended` | `ended` |
//! | `readmit` | staff | `lapsed`, `ended` | `active` |

use serde::{Deserialize, Serialize};

/// Whether a member belongs to the association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// It is a member.
    Active,
    /// It is a member whose date of renewal has come.
    Due,
    /// It did not renew in time.
    Lapsed,
    /// It left, or had to.
    Ended,
}

impl MemberStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Due, Self::Lapsed, Self::Ended];

    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Due => "due",
            Self::Lapsed => "lapsed",
            Self::Ended => "ended",
        }
    }

    /// Returns the status of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Returns whether this is the status of a member.
    pub const fn is_member(self) -> bool {
        matches!(self, Self::Active | Self::Due)
    }
}

/// Something done with a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberAction {
    /// Staff accept its application.
    Join,
    /// Staff take it over from a list.
    Import,
    /// Staff change what the register says.
    Edit,
    /// The member changes its people, and asks for changes of its public entry.
    Correct,
    /// Staff agree to the changes that the member asks for.
    Approve,
    /// Staff don't agree to them.
    Reject,
    /// Staff record what became of a year's dues.
    RecordDues,
    /// The date of renewal has come.
    FallDue,
    /// The days of grace have passed.
    Lapse,
    /// It stays for another year.
    Renew,
    /// Staff end the membership.
    End,
    /// Staff take it back.
    Readmit,
}

impl MemberAction {
    /// Every action.
    pub const ALL: [Self; 12] = [
        Self::Join,
        Self::Import,
        Self::Edit,
        Self::Correct,
        Self::Approve,
        Self::Reject,
        Self::RecordDues,
        Self::FallDue,
        Self::Lapse,
        Self::Renew,
        Self::End,
        Self::Readmit,
    ];

    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Import => "import",
            Self::Edit => "edit",
            Self::Correct => "correct",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::RecordDues => "record_dues",
            Self::FallDue => "fall_due",
            Self::Lapse => "lapse",
            Self::Renew => "renew",
            Self::End => "end",
            Self::Readmit => "readmit",
        }
    }

    /// Returns the status after the action, or `None` if it can't be done in this one.
    pub const fn leads_to(self, from: MemberStatus) -> Option<MemberStatus> {
        use MemberStatus::{Active, Due, Ended, Lapsed};
        match (self, from) {
            (Self::Join | Self::Import, _) => None,
            (Self::Correct, Ended) => None,
            (Self::Edit | Self::Correct | Self::Approve | Self::Reject | Self::RecordDues, status) => Some(status),
            (Self::FallDue, Active) => Some(Due),
            (Self::Lapse, Due) => Some(Lapsed),
            (Self::Renew, Active | Due | Lapsed) | (Self::Readmit, Lapsed | Ended) => Some(Active),
            (Self::End, Active | Due | Lapsed) => Some(Ended),
            (Self::FallDue | Self::Lapse | Self::Renew | Self::End | Self::Readmit, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_actions_of_the_table_above_are_legal() {
        use MemberStatus::{Active, Due, Ended, Lapsed};
        let legal = |action: MemberAction| MemberStatus::ALL.map(|from| action.leads_to(from));
        let same = MemberStatus::ALL.map(Some);
        for (action, expected) in [
            (MemberAction::Join, [None; 4]),
            (MemberAction::Import, [None; 4]),
            (MemberAction::Edit, same),
            (MemberAction::Correct, [Some(Active), Some(Due), Some(Lapsed), None]),
            (MemberAction::Approve, same),
            (MemberAction::Reject, same),
            (MemberAction::RecordDues, same),
            (MemberAction::FallDue, [Some(Due), None, None, None]),
            (MemberAction::Lapse, [None, Some(Lapsed), None, None]),
            (MemberAction::Renew, [Some(Active), Some(Active), Some(Active), None]),
            (MemberAction::End, [Some(Ended), Some(Ended), Some(Ended), None]),
            (MemberAction::Readmit, [None, None, Some(Active), Some(Active)]),
        ] {
            assert_eq!(legal(action), expected, "{action:?}");
        }
    }

    #[test]
    fn names_are_those_of_the_table() {
        for status in MemberStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(MemberStatus::named(status.as_str()), Some(status));
        }
        for action in MemberAction::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        }
    }
}
