//! What staff can do with an application in each state, and what becomes of it.

use crate::support::store::{
    RETENTION, act, acted_at, answer, assert_counters_are_exact, assert_history_is_intact, move_to, person, store,
    submitted, terms, withdraw,
};
use crate::support::table::application;
use crate::support::{Visitor, api, start, start_applied, text};
use local::Stack;
use shared::application::{Action, Application, Group, Status, Submitted};
use shared::clock::Clock;
use shared::timestamp::Timestamp;
use store::{ActOutcome, ActTerms, AnswerOutcome, StaffChange, Store};

/// The state of an application before an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Received,
    InReview,
    MoreInformation,
    Accepted,
    Declined,
    Withdrawn,
    SetAside,
    Anonymized,
}

/// The legal actions, and the status that follows. All others are illegal.
const LEGAL: [(State, &[(Action, Status)]); 8] = {
    use Action::{Accept, Anonymize, Ask, Assign, Decline, Erase, NotSpam, Note, Release, Spam, Take, Undo};
    use Status::{Accepted, Declined, InReview, MoreInformation, Received, Withdrawn};
    [
        (
            State::Received,
            &[
                (Take, InReview),
                (Spam, Received),
                (Assign, Received),
                (Note, Received),
                (Anonymize, Withdrawn),
                (Erase, Received),
            ],
        ),
        (
            State::InReview,
            &[
                (Release, Received),
                (Ask, MoreInformation),
                (Accept, Accepted),
                (Decline, Declined),
                (Spam, Received),
                (Assign, InReview),
                (Note, InReview),
                (Anonymize, Withdrawn),
                (Erase, InReview),
            ],
        ),
        (
            State::MoreInformation,
            &[
                (Spam, Received),
                (Assign, MoreInformation),
                (Note, MoreInformation),
                (Anonymize, Withdrawn),
                (Erase, MoreInformation),
            ],
        ),
        (State::Accepted, &[(Undo, InReview), (Note, Accepted), (Anonymize, Accepted), (Erase, Accepted)]),
        (State::Declined, &[(Undo, InReview), (Note, Declined), (Anonymize, Declined), (Erase, Declined)]),
        (State::Withdrawn, &[(Note, Withdrawn), (Anonymize, Withdrawn), (Erase, Withdrawn)]),
        (
            State::SetAside,
            &[
                (Take, InReview),
                (NotSpam, Received),
                (Assign, Received),
                (Note, Received),
                (Anonymize, Withdrawn),
                (Erase, Received),
            ],
        ),
        (State::Anonymized, &[(Note, Withdrawn), (Erase, Withdrawn)]),
    ]
};

const BY_STAFF: [Action; 12] = [
    Action::Take,
    Action::Release,
    Action::Ask,
    Action::Accept,
    Action::Decline,
    Action::Undo,
    Action::Spam,
    Action::NotSpam,
    Action::Assign,
    Action::Note,
    Action::Anonymize,
    Action::Erase,
];

fn change(action: Action) -> StaffChange {
    match action {
        Action::Take => StaffChange::Take,
        Action::Release => StaffChange::Release,
        Action::Ask => StaffChange::Ask { question: "What do you do?".to_owned() },
        Action::Accept => StaffChange::Accept { facets: Vec::new(), renews: false },
        Action::Decline => StaffChange::Decline { reason: "other".to_owned(), words: "Sorry.".to_owned() },
        Action::Undo => StaffChange::Undo,
        Action::Spam => StaffChange::Spam,
        Action::NotSpam => StaffChange::NotSpam,
        Action::Assign => StaffChange::Assign { to: Some(person("Bob")) },
        other => panic!("{other:?} is no change by a reviewer"),
    }
}

/// Applies, and brings the application into a state.
async fn in_state(stack: &Stack, visitor: &Visitor, state: State) -> String {
    let address = visitor.post_json(api::application(), &[]).await.received();
    let statuses: &[Status] = match state {
        State::Received | State::Withdrawn | State::SetAside | State::Anonymized => &[],
        State::InReview => &[Status::InReview],
        State::MoreInformation => &[Status::InReview, Status::MoreInformation],
        State::Accepted => &[Status::InReview, Status::Accepted],
        State::Declined => &[Status::InReview, Status::Declined],
    };
    for status in statuses {
        move_to(stack, &address, *status).await;
    }
    match state {
        State::Withdrawn => withdraw(stack, &address).await,
        State::SetAside => drop(act(stack, &address, StaffChange::Spam).await),
        State::Anonymized => drop(perform(&store(stack), &submitted(stack, &address).await, Action::Anonymize).await),
        _ => {}
    }
    address
}

async fn perform(store: &Store, application: &Submitted, action: Action) -> ActOutcome {
    let (by, at) = (person("Ada"), acted_at());
    match action {
        Action::Note => match store.add_note(&application.id, &by, "a note", noted_at()).await.unwrap() {
            true => ActOutcome::Done(application.history.clone()),
            false => ActOutcome::Rejected(None),
        },
        Action::Anonymize => store.anonymize(application, &by, at, RETENTION).await.unwrap(),
        Action::Erase => store.erase_for_staff(application, &by, at).await.unwrap(),
        other => store.act(application, &by, change(other), terms()).await.unwrap(),
    }
}

/// Before an undecided application expires.
fn noted_at() -> Timestamp {
    Timestamp::from_unix(1_800_000_000)
}

#[tokio::test]
async fn only_legal_actions_are_done_and_each_is_recorded() {
    let (stack, visitor) = start().await;
    let store = store(&stack);
    for (state, legal) in LEGAL {
        for action in BY_STAFF {
            let address = in_state(&stack, &visitor, state).await;
            let read = submitted(&stack, &address).await;
            let expected = legal.iter().find(|(known, _)| *known == action).map(|(_, to)| *to);
            let outcome = perform(&store, &read, action).await;
            let context = format!("{action:?} of {state:?}: {outcome:?}");
            assert_eq!(matches!(outcome, ActOutcome::Done(_)), expected.is_some(), "{context}");
            let history = store.history(&read.id).await.unwrap();
            let Some(to) = expected else {
                assert_eq!(submitted(&stack, &address).await, read, "{context}");
                assert_eq!(history.len(), usize::try_from(read.history.length).unwrap(), "{context}");
                continue;
            };
            let last = history.last().unwrap();
            let recorded = (last.action, last.person.clone(), last.from, last.to);
            assert_eq!(recorded, (Some(action), Some(person("Ada").id), read.status, to), "{context}");
            if action == Action::Erase {
                assert!(store.application(&read.id, acted_at()).await.unwrap().is_none(), "{context}");
                continue;
            }
            let now = submitted(&stack, &address).await;
            let is_aside =
                action == Action::Spam || state == State::SetAside && !matches!(action, Action::Take | Action::NotSpam);
            assert_eq!((now.status, now.set_aside), (to, is_aside), "{context}");
            assert_history_is_intact(&stack, &address).await;
        }
    }
    assert_counters_are_exact(&stack).await;
}

#[tokio::test]
async fn a_repeated_or_stale_action_is_rejected_with_the_application_as_it_is() {
    let (stack, _visitor, address) = start_applied().await;
    let (store, read) = (store(&stack), submitted(&stack, &address).await);
    let take = async |by| store.act(&read, &person(by), StaffChange::Take, terms()).await.unwrap();
    assert!(matches!(take("Ada").await, ActOutcome::Done(_)));
    for by in ["Ada", "Bob"] {
        let ActOutcome::Rejected(Some(Application::Submitted(now))) = take(by).await else { panic!("{by}") };
        assert_eq!((now.status, now.history.length), (Status::InReview, 2));
        assert_eq!(now.review.assignee.unwrap().name, "Ada");
    }
    assert_history_is_intact(&stack, &address).await;
}

#[tokio::test]
async fn an_action_is_not_rejected_because_the_applicant_replaced_the_link() {
    let (stack, visitor, address) = start_applied().await;
    let read = submitted(&stack, &address).await;
    visitor.replace(&address).await;
    let done = store(&stack).act(&read, &person("Ada"), StaffChange::Take, terms()).await.unwrap();
    assert!(matches!(done, ActOutcome::Done(_)), "{done:?}");
}

#[tokio::test]
async fn a_decision_can_be_undone_within_the_window_only() {
    let (stack, visitor) = start().await;
    for (decision, seconds, is_done) in [
        (Status::Accepted, 899, true),
        (Status::Declined, 899, true),
        (Status::Accepted, 900, false),
        (Status::Declined, 100_000, false),
    ] {
        let address = in_state(&stack, &visitor, State::InReview).await;
        move_to(&stack, &address, decision).await;
        let at = Timestamp::from_unix(acted_at().unix() + seconds);
        let read = submitted(&stack, &address).await;
        let terms = ActTerms { at, ..terms() };
        let undone = store(&stack).act(&read, &person("Bob"), StaffChange::Undo, terms).await.unwrap();
        assert_eq!(matches!(undone, ActOutcome::Done(_)), is_done, "{decision:?} after {seconds} s");
        let now = submitted(&stack, &address).await;
        if is_done {
            assert_eq!((now.status, now.review.reason, now.expires_at.is_some()), (Status::InReview, None, true));
        }
        let immediate = ActTerms { undo_seconds: 0, at: acted_at(), ..terms };
        assert!(!StaffChange::is_legal(Action::Undo, &read, immediate), "a window of 0 seconds is none");
    }
    assert_counters_are_exact(&stack).await;
}

#[tokio::test]
async fn an_answer_puts_the_application_back_in_review_and_is_on_file() {
    let (stack, visitor, address) = start_applied().await;
    for status in [Status::InReview, Status::MoreInformation] {
        move_to(&stack, &address, status).await;
    }
    let read = submitted(&stack, &address).await;
    assert_eq!(read.review.question.as_ref().unwrap().text, "What do you do?");
    answer(&stack, &address).await;
    let holder = Application::Submitted(Box::new(read.clone())).holder();
    let asked = read.review.question.as_ref().unwrap().number;
    let again = store(&stack).answer_question(&holder, asked, "Something else.", acted_at(), RETENTION).await.unwrap();
    assert!(matches!(again, AnswerOutcome::Refused(_)), "{again:?}");
    let file = store(&stack).file(&read.reference, Clock::system().now()).await.unwrap().unwrap();
    assert_eq!((file.application.status, file.application.review.question), (Status::InReview, None));
    assert_eq!(file.application.review.assignee.unwrap().name, "Ada", "the answer reopens nothing else");
    let [exchange] = &file.exchanges[..] else { panic!("{:?}", file.exchanges) };
    assert_eq!((exchange.question.as_str(), exchange.answer.as_deref()), ("What do you do?", Some("We show stars.")));
    let replaced = visitor.replace(&address).await;
    assert_ne!(replaced, address);
    move_to_question_again(&stack, &file.application.id).await;
    let stale = store(&stack).answer_question(&holder, 5, "From an old tab.", acted_at(), RETENTION).await.unwrap();
    assert!(matches!(stale, AnswerOutcome::Refused(_)), "a replaced link can't answer");
}

async fn move_to_question_again(stack: &Stack, id: &shared::application::ApplicationId) {
    let Some(Application::Submitted(read)) = store(stack).application(id, Clock::system().now()).await.unwrap() else {
        panic!("it is gone")
    };
    let asked = store(stack).act(&read, &person("Ada"), change(Action::Ask), terms()).await.unwrap();
    assert!(matches!(asked, ActOutcome::Done(_)));
}

#[tokio::test]
async fn what_is_set_aside_and_cleared_moves_between_lists() {
    let (stack, _visitor, address) = start_applied().await;
    for (change, group, expires_in) in [(StaffChange::Spam, "suspect", 30), (StaffChange::NotSpam, "received", 730)] {
        act(&stack, &address, change).await;
        let item = application(&stack, &address).await;
        assert_eq!(text(&item, "status_group"), group);
        let expires_at = item["expires_at"].as_n().unwrap().clone();
        assert_eq!(expires_at, acted_at().plus_days(expires_in).unix().to_string());
        let counts = store(&stack).counts().await.unwrap();
        assert_eq!(Group::ALL.map(|known| counts.get(known)).iter().sum::<u64>(), 1);
        assert_eq!(counts.get(Group::named(group).unwrap()), 1);
    }
    assert_counters_are_exact(&stack).await;
}
