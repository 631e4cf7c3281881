//! The hourly run: the directory once more, digests of applications that had no message of their own, and warnings about those that will be
//! deleted soon.

use crate::Notify;
use crate::deadline::Deadline;
use crate::delivery::Delivery;
use crate::failures::Error;
use crate::messages::{digest, expiring};
use crate::rendering::{ExpiringApplication, TemplateContext};
use shared::application::Reference;
use shared::timestamp::Timestamp;
use store::Expiring;

/// Days of warning that staff get before an undecided application is deleted.
const WARNING_DAYS: u16 = 30;

/// The maximum number of applications that a warning lists.
const MOST_LISTED: u16 = 50;

const WEEK_SECONDS: i64 = 7 * 24 * 60 * 60;

impl Notify {
    /// Publishes the directory, and sends the messages that are due. Safe to repeat, since each is claimed under its own key.
    pub(crate) async fn run_hourly(&self, deadline: &Deadline) -> Result<(), Error> {
        self.publish_directory().await?;
        let Some(staff) = self.settings.mail.staff.clone() else { return Ok(()) };
        let now = self.clock.now();
        let mut deliveries = Vec::new();
        for arrivals in self.store.digested_arrivals(now).await? {
            let references = arrivals.references.iter().map(Reference::to_string).collect();
            let context =
                TemplateContext { hour: Some(start_of(&arrivals.hour)), references, ..TemplateContext::default() };
            deliveries.push(Delivery::to_staff(&digest::KIND, arrivals.hour, staff.clone(), context));
        }
        let (expiring, more) = self.store.expiring(now, now.plus_days(WARNING_DAYS), MOST_LISTED).await?;
        if !expiring.is_empty() {
            deliveries.push(Delivery::to_staff(&expiring::KIND, week(now), staff, warning(&expiring, more)));
        }
        let mut failed = None;
        for delivery in deliveries {
            deadline.check_start()?;
            // One failure does not hold up the other messages.
            failed = self.deliver(delivery, deadline).await.err().or(failed);
        }
        failed.map_or(Ok(()), Err)
    }
}

fn warning(expiring: &[Expiring], more: bool) -> TemplateContext {
    let listed = expiring.iter().map(|application| ExpiringApplication {
        reference: application.reference.to_string(),
        at: application.at.to_string(),
    });
    TemplateContext { expiring: listed.collect(), more, ..TemplateContext::default() }
}

/// Returns when an hour such as `2026-11-24T09` began, in RFC 3339.
fn start_of(hour: &str) -> String {
    format!("{hour}:00:00Z")
}

/// Returns the day on which the week started, counting weeks from 1970.
fn week(now: Timestamp) -> String {
    Timestamp::from_unix(now.unix().div_euclid(WEEK_SECONDS) * WEEK_SECONDS).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_days_of_a_week_have_the_same_name() {
        let start = 1_795_046_400;
        let names: Vec<_> = (0..15).map(|day| week(Timestamp::from_unix(start + day * 86_400))).collect();
        let mut weeks = names.clone();
        weeks.dedup();
        assert!((2..=3).contains(&weeks.len()), "{names:?}");
    }
}
