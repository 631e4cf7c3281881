//! A visitor's actions and pages, and the check for personal data in logs, for `tests/visits` and `tests/bench`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "only tests use it"
)]
#![allow(missing_docs, reason = "only tests use it")]

pub mod answers;
pub mod api;
pub mod events;
pub mod log;
pub mod own_site;
mod page;
pub mod table;
mod visitor;

pub use page::Page;
pub use visitor::{FIRST_VISIT, Visitor};
