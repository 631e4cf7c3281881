//! Checks that the counters equal a count of everything.

use shared::timestamp::Timestamp;
use store::Store;

pub async fn judge(store: &Store, problems: &mut Vec<String>) {
    let counted = store.recount(Timestamp::from_unix(1_900_000_000)).await.unwrap();
    problems.extend(counted.mended.into_iter().map(|wrong| format!("doubled: a counter was wrong: {wrong:?}")));
}
