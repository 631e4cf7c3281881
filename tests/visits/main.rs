//! Whole visits over real HTTP, through the deployed routes, events, handlers and table. Each test has its own stack
//! and database, so tests run in parallel and leave nothing behind.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on fails"
)]
#![allow(missing_docs, reason = "tests are not an API")]

mod any_site;
mod api;
mod apply;
mod beekeepers;
mod fuzz;
mod members;
mod messages;
mod pages;
mod privacy;
mod smoke;
mod staff;
mod storage;
mod support;
mod telemetry;
mod template;
