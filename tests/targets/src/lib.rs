//! Fuzz targets: functions that assert properties for arbitrary bytes.
//!
//! Each target runs the deployed code from event to response, and panics when an assertion fails. Fuzzers in
//! `tests/fuzz` generate the bytes; `tests/visits/fuzz.rs` replays seeds and findings.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is a finding"
)]

mod api;
mod association;
mod event;
mod fixtures;
mod form;
mod front_matter;
mod gateway;
mod html;
mod mail;
mod response;
mod search;
mod stream;
mod table;
mod update;

pub use api::api;
pub use event::event;
pub use form::form;
pub use front_matter::front_matter;
pub use search::search;
pub use stream::stream;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by name.
pub const ALL: [(&str, Target); 6] = [
    ("api", api),
    ("event", event),
    ("form", form),
    ("front_matter", front_matter),
    ("search", search),
    ("stream", stream),
];
