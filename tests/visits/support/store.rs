//! What staff and time do to applications, through the store.

use local::Stack;
use shared::application::history::Actor;
use shared::application::{Application, ApplicationId, Status, Submitted};
use shared::env::Retention;
use shared::store::{Move, MoveOutcome, Store};
use shared::timestamp::Timestamp;

/// The store of a stack.
pub fn store(stack: &Stack) -> Store {
    Store::new(stack.client(), stack.table_name())
}

/// The id in a private address.
pub fn id(address: &str) -> ApplicationId {
    address.strip_prefix("/join/").unwrap().parse().unwrap()
}

/// An application that was sent, as it is stored.
pub async fn submitted(stack: &Stack, address: &str) -> Submitted {
    match store(stack).application(&id(address)).await.unwrap() {
        Some(Application::Submitted(submitted)) => *submitted,
        other => panic!("{other:?}"),
    }
}

/// A change of status by staff.
pub fn by_staff(to: Status) -> Move {
    let retention = Retention { draft_days: 30, suspect_days: 30, closed_days: 180 };
    Move { to, by: Actor::Staff, at: Timestamp::from_unix(1_900_000_000), retention }
}

/// Staff read an application and move it.
pub async fn move_to(stack: &Stack, address: &str, to: Status) -> MoveOutcome {
    store(stack).change_status(&submitted(stack, address).await, by_staff(to)).await.unwrap()
}
