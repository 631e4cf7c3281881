//! Staff: they read an application and change its status.

use super::book::{Action, Attempt, Reported};
use super::client::Client;
use crate::support::store::by_staff;
use fastrand::Rng;
use shared::application::{Application, ApplicationId, Status};
use shared::timestamp::Timestamp;
use store::{StatusChange, StatusChangeOutcome, Store};

impl Client {
    /// Makes the next status change of a submitted application, sometimes from a stale reading.
    pub async fn review(&self, store: &Store, id: &str, random: &mut Rng) {
        let chance = &self.state.chance;
        let parsed: ApplicationId = id.parse().unwrap();
        let read = chance.during(self.turn(), store.application(&parsed, Timestamp::from_unix(0))).await;
        let Some(Ok(Some(Application::Submitted(read)))) = read else { return };
        let open: Vec<_> = Status::ALL.into_iter().filter(|next| read.status.may_become(*next)).collect();
        // Only the applicant withdraws.
        let Some(to) = random.choice(open.into_iter().filter(|next| *next != Status::Withdrawn).collect::<Vec<_>>())
        else {
            return;
        };
        for _ in 0..*random.choice(&[1, 1, 1, 2]).unwrap() {
            let (turn, began) = (self.turn(), self.state.book.now());
            // No other change is made in this second.
            let at = 1_900_000_000 + i64::from(turn.who) * 1_000_000 + i64::from(turn.number);
            let change = StatusChange { at: Timestamp::from_unix(at), ..by_staff(to) };
            let moved = chance.during(turn, store.change_status(&read, change)).await;
            let reported = match moved {
                Some(Ok(StatusChangeOutcome::Changed(_))) => Reported::Done,
                Some(Ok(StatusChangeOutcome::Rejected(_))) if !chance.is_late(turn) => Reported::Refused,
                _ => Reported::Unknown,
            };
            let ended = (reported != Reported::Unknown).then(|| self.state.book.now());
            self.state.book.write(id, Attempt { action: Action::Move(to, at), reported, began, ended });
        }
    }
}
