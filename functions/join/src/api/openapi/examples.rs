//! Example requests and responses.

use serde_json::{Value, json};
use shared::application::Status;

pub(super) fn receipt() -> Value {
    json!({
        "reference": "7KQ2M9XB",
        "status": Status::Received.as_str(),
        "submitted_at": "2026-11-23T09:30:00Z",
        "address": "https://www.example.org/join/0123456789abcdefghjkmnpqrs",
    })
}

pub(super) fn standing() -> Value {
    json!({
        "reference": "7KQ2M9XB",
        "status": Status::InReview.as_str(),
        "submitted_at": "2026-11-23T09:30:00Z",
        "updated_at": "2026-11-25T15:00:00Z",
    })
}

/// A valid application, on any site.
pub(super) fn application() -> Value {
    json!({
        "legal_name": "Example Research Ltd",
        "website": "https://www.example.com/",
        "kind": "cro",
        "country": "GB",
        "employees": "50-249",
        "why_join": "We run trials in nine countries and would like to help shape the rules.",
        "contact_name": "Ada Example",
        "contact_title": "Head of regulatory affairs",
        "contact_email": "ada@example.com",
        "contact_phone": "+44 20 7946 0000",
        "representative_same": true,
        "code_of_ethics": true,
        "antitrust": true,
        "authority": true,
        "privacy_notice": true,
        "news": false,
    })
}
