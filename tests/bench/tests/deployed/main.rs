//! The deployed programs under a Lambda Runtime API, compared with the local stack's handlers. `RELEASED` names a
//! directory of `sam build` whose programs are tested instead.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on fails"
)]
#![allow(missing_docs, reason = "tests are not an API")]

mod application;
mod bad_events;
mod bodies;
mod changes;
mod cloudfront;
mod messages;
mod pages;
mod privacy;
mod starting;
mod stopping;
mod support;
mod tls;
