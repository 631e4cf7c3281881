//! The sample events of `infra/events`, as AWS sends them.

use serde_json::Value;

pub const DECISION: &str = include_str!("../../../infra/events/sqs-decision.json");
pub const GET_PAGE: &str = include_str!("../../../infra/events/get-page.json");
pub const GET_START: &str = include_str!("../../../infra/events/get-start.json");
pub const POST_FORM: &str = include_str!("../../../infra/events/post-form.json");
pub const SCHEDULE: &str = include_str!("../../../infra/events/schedule.json");
pub const SES_BOUNCE: &str = include_str!("../../../infra/events/ses-bounce.json");
pub const SUBMITTED: &str = include_str!("../../../infra/events/stream-submitted.json");

/// Sets or adds members of a sample event, each given by its JSON pointer.
pub fn with<P: AsRef<str>>(sample: &str, changes: &[(P, Value)]) -> String {
    let mut event: Value = serde_json::from_str(sample).unwrap();
    for (pointer, value) in changes {
        let (parent, name) = pointer.as_ref().rsplit_once('/').unwrap();
        event.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    event.to_string()
}
