//! The handlers of the routes, each in a file of its name.

pub(crate) mod actions;
pub(crate) mod application;
pub(crate) mod exports;
pub(crate) mod members;
pub(crate) mod people;
pub(crate) mod queue;
pub(crate) mod removal;
pub(crate) mod search;
pub(crate) mod sign_out;
pub(crate) mod styles;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is encoded in the value of a query.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Encodes a value for a query.
pub(crate) fn encode(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}
