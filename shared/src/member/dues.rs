//! What became of a year's dues. Payments are made elsewhere, and recorded here.

use crate::applicant::Date;
use serde::{Deserialize, Serialize};

/// The dues of a member for a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dues {
    /// What became of them.
    pub state: DuesState,
    /// Since when.
    pub on: Date,
    /// The amount, in units of the association's currency.
    pub amount: u32,
    /// What staff noted, such as the number of an invoice; may be empty.
    #[serde(default)]
    pub note: String,
}

/// What became of a year's dues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuesState {
    /// The member has an invoice.
    Invoiced,
    /// The invoice was not paid in time.
    Overdue,
    /// They were paid.
    Paid,
    /// The association does without them.
    Waived,
}

impl DuesState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Invoiced, Self::Overdue, Self::Paid, Self::Waived];

    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invoiced => "invoiced",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Waived => "waived",
        }
    }

    /// Returns the state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Returns whether the association waits for the money.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Invoiced | Self::Overdue)
    }
}
