//! What is done once an hour: digests of the applications that staff were not told of one by one, and a warning of those
//! whose time is nearly over.

use crate::Notify;
use crate::delivery::Errand;
use crate::failures::Error;
use crate::letters::Facts;
use crate::notice::Notice;
use crate::patience::Patience;
use shared::timestamp::Timestamp;
use store::{Expiring, MessageKey};

/// How many days ahead staff are told that an undecided application is deleted.
const WARNING_DAYS: u16 = 30;

/// How many applications a warning names.
const NAMED: u16 = 50;

const WEEK: i64 = 7 * 24 * 60 * 60;

impl Notify {
    /// Everything here can be repeated: each message is claimed under a name of its own.
    pub(crate) async fn hour_passed(&self, patience: &Patience) -> Result<(), Error> {
        let Some(staff) = self.settings.mail.staff.clone() else { return Ok(()) };
        let now = self.clock.now();
        let mut errands = Vec::new();
        for folded in self.store.digested_arrivals(now).await? {
            let key = MessageKey::Day(folded.hour.clone(), Notice::Digest.name());
            let facts = Facts { hour: Some(readable(&folded.hour)), references: folded.references, ..Facts::default() };
            errands.push(Errand::to_staff(Notice::Digest, key, staff.clone(), facts));
        }
        let (expiring, more) = self.store.expiring(now, now.plus_days(WARNING_DAYS), NAMED).await?;
        if !expiring.is_empty() {
            let key = MessageKey::Day(week(now), Notice::Expiring.name());
            errands.push(Errand::to_staff(Notice::Expiring, key, staff, warning(&expiring, more)));
        }
        let mut failed = None;
        for errand in errands {
            patience.begin()?;
            // One that can't be sent holds up no other.
            failed = self.run(errand, patience).await.err().or(failed);
        }
        failed.map_or(Ok(()), Err)
    }
}

fn warning(expiring: &[Expiring], more: bool) -> Facts {
    let named = expiring.iter().map(|application| (application.reference.clone(), application.at.day()));
    Facts { expiring: named.collect(), more, ..Facts::default() }
}

/// An hour such as `2026-11-24T09`, for people.
fn readable(hour: &str) -> String {
    format!("{}:00 UTC", hour.replace('T', " "))
}

/// The day on which the week began, in weeks since 1970: the same for all of a week.
fn week(now: Timestamp) -> String {
    Timestamp::from_unix(now.unix().div_euclid(WEEK) * WEEK).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_has_one_name_and_the_next_another() {
        let start = 1_795_046_400;
        let names: Vec<_> = (0..15).map(|day| week(Timestamp::from_unix(start + day * 86_400))).collect();
        let mut weeks = names.clone();
        weeks.dedup();
        assert!((2..=3).contains(&weeks.len()), "{names:?}");
    }

    #[test]
    fn an_hour_is_written_for_people() {
        assert_eq!(readable("2026-11-24T09"), "2026-11-24 09:00 UTC");
    }
}
