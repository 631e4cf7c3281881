//! Compares the table with the reported outcomes.

mod applications;
mod counters;
mod histories;
mod members;
mod posts;
mod rest;

use super::book::Book;
use super::table::Table;
use store::Store;

/// Returns the problems found, each beginning with its kind.
pub async fn judge(table: &Table, book: &Book, store: &Store) -> Vec<String> {
    let mut problems = Vec::new();
    for (id, record) in book.all() {
        applications::judge(&id, &record, table, &mut problems);
        histories::judge(&id, &record, table, store, &mut problems).await;
    }
    posts::judge(&book.posts(), table, &mut problems);
    rest::judge(table, &mut problems);
    members::judge(table, book, store, &mut problems).await;
    counters::judge(store, &mut problems).await;
    problems
}
