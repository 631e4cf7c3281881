//! When memberships have to be renewed, who is reminded when, and what a member agrees to anew.

use super::{Listing, MemberStatus, Profile};
use crate::applicant::{Date, EmailAddress};
use crate::site::Renewal;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// Changes of its public entry that a member asks for, until staff decide on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What the entry would say.
    #[serde(flatten)]
    pub profile: Profile,
    /// Whose link it was asked with.
    pub by: EmailAddress,
    /// When.
    pub at: Timestamp,
}

/// What a member agreed to when it renewed its membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The names of the form's declarations.
    pub declarations: Vec<String>,
    /// The version of the form that has their words.
    pub form_version: String,
    /// Whose link it was agreed with.
    pub by: EmailAddress,
    /// When.
    pub at: Timestamp,
}

/// What the schedule has to do for a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenewalStep {
    /// Send the reminder of so many days before the date, unless it was sent.
    Remind(u16),
    /// Let the membership fall due, and send the reminder of the day.
    FallDue,
    /// Let the membership lapse, and tell staff.
    Lapse,
    /// Tell staff that the membership lapsed, unless they were told.
    TellStaff,
}

/// The days for which staff are told of a membership that lapsed, should telling them have failed until then.
const TOLD_DAYS: i64 = 14;

impl RenewalStep {
    /// Returns what there is to do for a membership on a day. Reminders whose days have passed are left out for the latest
    /// one, so a run that failed is made up for by the next one.
    pub fn of(listing: &Listing, renewal: &Renewal, today: Date) -> Option<Self> {
        let days = today.days_until(listing.renews_on?);
        let lapsed_for = -days - i64::from(renewal.grace_days);
        let reminder = || renewal.remind_days.iter().copied().filter(|before| days <= i64::from(*before)).min();
        match listing.status {
            MemberStatus::Active if days <= 0 => Some(Self::FallDue),
            MemberStatus::Active => reminder().map(Self::Remind),
            MemberStatus::Due if lapsed_for >= 0 => Some(Self::Lapse),
            MemberStatus::Due => reminder().map(Self::Remind),
            MemberStatus::Lapsed if (0..TOLD_DAYS).contains(&lapsed_for) => Some(Self::TellStaff),
            MemberStatus::Lapsed | MemberStatus::Ended => None,
        }
    }
}

/// Returns the first yearly date after a day: the date of renewal of a member that joined then.
pub fn next_renewal(joined_on: Date, today: Date) -> Date {
    let mut date = joined_on.next_year();
    while date <= today {
        date = date.next_year();
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::member::Member;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn step(status: MemberStatus, days: i64) -> Option<RenewalStep> {
        let now = Timestamp::from_unix(1_795_000_000);
        let reference = crate::application::Reference::from_random([1; 16]);
        let member = Member::new(reference, Profile::default(), Vec::new(), date("2025-01-31"), now, now);
        let renews_on = date("2027-01-31");
        let listing = Listing { renews_on: Some(renews_on), status, ..member.listing() };
        let renewal = Renewal { remind_days: vec![60, 30, 7, 0], grace_days: 30 };
        RenewalStep::of(&listing, &renewal, renews_on.plus_days(-days))
    }

    #[test]
    fn each_day_has_its_step() {
        use MemberStatus::{Active, Due, Ended, Lapsed};
        for (status, days, expected) in [
            (Active, 61, None),
            (Active, 60, Some(RenewalStep::Remind(60))),
            (Active, 31, Some(RenewalStep::Remind(60))),
            (Active, 30, Some(RenewalStep::Remind(30))),
            (Active, 7, Some(RenewalStep::Remind(7))),
            (Active, 1, Some(RenewalStep::Remind(7))),
            (Active, 0, Some(RenewalStep::FallDue)),
            (Active, -3, Some(RenewalStep::FallDue)),
            (Due, 0, Some(RenewalStep::Remind(0))),
            (Due, -29, Some(RenewalStep::Remind(0))),
            (Due, -30, Some(RenewalStep::Lapse)),
            (Lapsed, -30, Some(RenewalStep::TellStaff)),
            (Lapsed, -43, Some(RenewalStep::TellStaff)),
            (Lapsed, -44, None),
            (Ended, 7, None),
        ] {
            assert_eq!(step(status, days), expected, "{status:?}, {days} days before");
        }
    }

    #[test]
    fn the_next_date_is_in_the_future() {
        assert_eq!(next_renewal(date("2026-11-28"), date("2026-11-28")), date("2027-11-28"));
        assert_eq!(next_renewal(date("2011-03-01"), date("2026-11-28")), date("2027-03-01"));
        assert_eq!(next_renewal(date("2011-11-28"), date("2026-11-28")), date("2027-11-28"));
    }
}
