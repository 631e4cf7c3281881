//! Staff: they read an application and act on it. Sometimes the applicant answers their question.

use super::book::{Action, Attempt, Reported};
use super::client::Client;
use crate::support::store::{RETENTION, person};
use fastrand::Rng;
use shared::application::{Application, ApplicationId, Status, Submitted};
use shared::timestamp::Timestamp;
use store::{ActOutcome, ActTerms, AnswerOutcome, StaffChange, Store};

impl Client {
    /// Makes the next change of a submitted application, sometimes from a stale reading.
    pub async fn review(&self, store: &Store, id: &str, random: &mut Rng) {
        let chance = &self.state.chance;
        let parsed: ApplicationId = id.parse().unwrap();
        let read = chance.during(self.turn(), store.application(&parsed, Timestamp::from_unix(0))).await;
        let Some(Ok(Some(Application::Submitted(read)))) = read else { return };
        if read.status == Status::Accepted && random.bool() {
            return self.keep_member(store, &read.reference, random).await;
        }
        let by = person(random.choice(&["Ada", "Bob"]).unwrap());
        for _ in 0..*random.choice(&[1, 1, 1, 2]).unwrap() {
            let (turn, began) = (self.turn(), self.state.book.now());
            // Nothing else is done in this second.
            let at = Timestamp::from_unix(1_800_000_000 + i64::from(turn.who) * 1_000_000 + i64::from(turn.number));
            let (action, reported) = if random.u8(0..6) == 0 {
                let note = format!("note {}", at.unix());
                let added = chance.during(turn, store.add_note(&parsed, &by, &note, at)).await;
                let reported = match added {
                    Some(Ok(true)) => Reported::Done,
                    Some(Ok(false)) if !chance.is_late(turn) => Reported::Refused,
                    _ => Reported::Unknown,
                };
                (shared::application::Action::Note, reported)
            } else if let Some(question) = read.review.question.as_ref().filter(|_| random.bool()) {
                let holder = Application::Submitted(read.clone()).holder();
                let answer = format!("answer to {}", question.number);
                let done =
                    chance.during(turn, store.answer_question(&holder, question.number, &answer, at, RETENTION)).await;
                let reported = match done {
                    Some(Ok(AnswerOutcome::Answered(_))) => Reported::Done,
                    // The question may be answered by an attempt whose response was lost.
                    _ => Reported::Unknown,
                };
                (shared::application::Action::Answer, reported)
            } else {
                let Some(change) = pick(&read, at, random) else { return };
                let action = change.action();
                let done = chance.during(turn, store.act(&read, &by, change, terms(at))).await;
                let reported = match done {
                    Some(Ok(ActOutcome::Done(_))) => Reported::Done,
                    Some(Ok(ActOutcome::Rejected(_))) if !chance.is_late(turn) => Reported::Refused,
                    _ => Reported::Unknown,
                };
                (action, reported)
            };
            let ended = (reported != Reported::Unknown).then(|| self.state.book.now());
            self.state.book.write(id, Attempt { action: Action::Act(action, at.unix()), reported, began, ended });
        }
    }
}

fn terms(at: Timestamp) -> ActTerms {
    // Long enough to undo decisions that were made in an earlier turn.
    ActTerms { at, retention: RETENTION, undo_seconds: 900 }
}

/// Picks a change that is legal as the application was read.
fn pick(read: &Submitted, at: Timestamp, random: &mut Rng) -> Option<StaffChange> {
    let changes = [
        StaffChange::Take,
        StaffChange::Release,
        StaffChange::Ask { question: "What do you do?".to_owned() },
        StaffChange::Accept { facets: Vec::new(), renews: false },
        StaffChange::Decline { reason: "other".to_owned(), words: "Sorry.".to_owned() },
        StaffChange::Undo,
        StaffChange::Spam,
        StaffChange::NotSpam,
        StaffChange::Assign { to: Some(person("Bob")) },
        StaffChange::Assign { to: None },
    ];
    let legal = changes.into_iter().filter(|change| StaffChange::is_legal(change.action(), read, terms(at)));
    random.choice(legal.collect::<Vec<_>>())
}
