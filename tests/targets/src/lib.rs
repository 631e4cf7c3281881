//! What is done with bytes of any kind, and what must hold whatever they are.
//!
//! Each target takes the way of the deployed code, from the event that API Gateway or the table's stream would hand over
//! to the answer. It panics when something does not hold. Fuzzers in `tests/fuzz` make up the bytes; `tests/visits/fuzz.rs`
//! repeats those that were worth keeping.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a target that can't go on has found something"
)]

mod answer;
mod api;
mod association;
mod event;
mod form;
mod front_matter;
mod gateway;
mod html;
mod mail;
mod search;
mod stream;
mod table;
mod update;
mod world;

pub use api::api;
pub use event::event;
pub use form::form;
pub use front_matter::front_matter;
pub use search::search;
pub use stream::stream;

/// Takes bytes of any kind.
pub type Target = fn(&[u8]);

/// Every target and its name.
pub const ALL: [(&str, Target); 6] = [
    ("api", api),
    ("event", event),
    ("form", form),
    ("front_matter", front_matter),
    ("search", search),
    ("stream", stream),
];
