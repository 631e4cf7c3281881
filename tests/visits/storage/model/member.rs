//! The register: staff, the schedule and the member itself change the member that an application became.

use super::book::{MemberAttempt, Reported};
use super::client::Client;
use crate::support::store::person;
use fastrand::Rng;
use shared::applicant::Date;
use shared::application::Reference;
use shared::member::{Dues, DuesState, Ending, Member, Profile};
use shared::timestamp::Timestamp;
use store::{Correction, MemberChange, MemberOutcome, Store};

impl Client {
    /// Makes the next change of a member, sometimes twice from one reading.
    pub async fn keep_member(&self, store: &Store, reference: &Reference, random: &mut Rng) {
        let chance = &self.state.chance;
        let Some(Ok(Some(read))) = chance.during(self.turn(), store.member(reference)).await else { return };
        for _ in 0..*random.choice(&[1, 1, 1, 2]).unwrap() {
            let turn = self.turn();
            // Nothing else is done in this second.
            let at = Timestamp::from_unix(1_800_000_000 + i64::from(turn.who) * 1_000_000 + i64::from(turn.number));
            let change = pick(&read, at, random);
            let by = person(random.choice(&["Ada", "Bob"]).unwrap());
            let done = chance.during(turn, store.change_member(&read, Some(&by.id), &change, at)).await;
            let reported = match done {
                Some(Ok(MemberOutcome::Done(_))) => Reported::Done,
                Some(Ok(MemberOutcome::Rejected(_))) if !chance.is_late(turn) => Reported::Refused,
                _ => Reported::Unknown,
            };
            let attempt = MemberAttempt { reference: reference.clone(), action: change.action(), at, reported };
            self.state.book.change_member(attempt);
        }
    }
}

/// Picks a change of which some are not legal, and each changes something.
fn pick(read: &Member, at: Timestamp, random: &mut Rng) -> MemberChange {
    let on = Date::of(at);
    let profile =
        |name: String| Profile { public_name: Some(name), description: at.unix().to_string(), ..read.profile.clone() };
    // Several names, so that addresses move, and some are the same for two members.
    let name = format!("Name {}", random.u8(0..4));
    let correction = |is_published| Correction {
        profile: profile(name.clone()),
        representatives: read.representatives.clone(),
        is_published,
        by: read.representatives.first().map(|person| person.email.clone()).unwrap(),
        at,
    };
    let changes = [
        MemberChange::Edit {
            profile: profile(name.clone()),
            representatives: read.representatives.clone(),
            joined_on: read.joined_on,
            renews_on: Some(on),
            is_listed: !read.is_listed,
            category: None,
        },
        MemberChange::Correct(correction(false)),
        MemberChange::Correct(correction(true)),
        MemberChange::FallDue,
        MemberChange::Lapse,
        MemberChange::Renew { until: on.next_year(), by_member: None },
        MemberChange::RecordDues {
            year: "2027".to_owned(),
            dues: Dues { state: DuesState::Paid, on, amount: 1, note: at.unix().to_string() },
        },
        MemberChange::End(Ending { reason: "other".to_owned(), on, note: String::new() }),
        MemberChange::Readmit { reason: "other".to_owned(), on },
    ];
    random.choice(changes).unwrap()
}
