//! Messages sent because of changes in the table.

mod bounces;
mod decisions;
mod faults;
mod limits;
mod look_alikes;
mod questions;
mod recipients;
mod snapshots;
mod spam;
mod stream;
