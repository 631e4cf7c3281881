//! The handlers of the routes, each in a file of its name.

pub(crate) mod actions;
pub(crate) mod application;
pub(crate) mod exports;
pub(crate) mod people;
pub(crate) mod queue;
pub(crate) mod removal;
pub(crate) mod search;
pub(crate) mod sign_out;
pub(crate) mod styles;

/// Encodes a value for a query.
pub(crate) fn encode(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
    value
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
