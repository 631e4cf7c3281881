//! Request parameters.

use crate::api::key;
use serde_json::{Value, json};

/// The key in a private link, in Crockford's base 32 and any case: 26 characters, or 28 if it replaced another.
const ID: &str = "^[0-9a-hjkmnp-tv-zA-HJKMNP-TV-Z]{26}([0-9a-hjkmnp-tv-zA-HJKMNP-TV-Z]{2})?$";

pub(super) fn id() -> Value {
    json!({
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The last part of the private link. It is the only key to the application: keep it to yourselves.",
        "schema": { "type": "string", "pattern": ID },
        "example": "0123456789abcdefghjkmnpqrs",
    })
}

pub(super) fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "Makes it safe to send the same application again: for a day, the same key with the same body is \
            answered as the first time, and nothing is written. With another body it is refused with 422. \
            Only what was accepted claims a key. Anything unique of 1 to 255 printable ASCII characters \
            will do, such as a UUID: as a string of RFC 8941, in quotes, or without them \
            (draft-ietf-httpapi-idempotency-key-header).",
        "schema": { "type": "string", "minLength": 1, "maxLength": key::LONGEST, "pattern": key::PATTERN },
        "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
    })
}
