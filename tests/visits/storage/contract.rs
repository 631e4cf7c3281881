//! Names in the table and its stream that other programs depend on.

use crate::support::changes::start_held_back;
use crate::support::table::count_by_status;
use crate::support::{only_application, start, text};
use serde_json::Value;
use shared::application::{ApplicationId, Reference};
use shared::timestamp::Timestamp;
use std::collections::BTreeMap;
use test_support::events::SUBMITTED;

#[tokio::test]
async fn an_application_has_the_documented_attributes() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    let application = only_application(&stack).await;
    assert_eq!(text(&application, "entity_type"), "application");
    assert_eq!(text(&application, "status"), "received");
    assert!(text(&application, "reference").parse::<Reference>().is_ok());
    assert_eq!(application["version"].as_n().unwrap(), "5");
    assert!(!application.contains_key("origin"), "links in messages do not come from a request");
    for time in ["created_at", "submitted_at", "updated_at"] {
        let written = text(&application, time);
        assert_eq!(Timestamp::try_from(written.to_owned()).unwrap().to_string(), written, "{time}");
    }
}

#[tokio::test]
async fn the_sample_stream_event_has_the_attributes_of_an_application() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.apply().await;
    stack.drained().await;
    let sent = changes.of(&address).pop().unwrap();
    let sample: Value = serde_json::from_str(SUBMITTED).unwrap();
    let optional = ["public_name", "registration_number", "contact_phone", "heard_from"];
    let attributes = |image: &Value| {
        let image = image.as_object().unwrap();
        let kind = |value: &Value| value.as_object().unwrap().keys().next().unwrap().clone();
        let kinds = image.iter().map(|(name, value)| (name.clone(), kind(value)));
        kinds.filter(|(name, _)| !optional.contains(&name.as_str())).collect::<BTreeMap<_, _>>()
    };
    for image in ["OldImage", "NewImage"] {
        let (real, sample) = (&sent["dynamodb"][image], &sample["Records"][0]["dynamodb"][image]);
        assert_eq!(attributes(real), attributes(sample), "{image}");
    }
}

#[tokio::test]
async fn a_private_link_has_128_random_bits_and_never_repeats() {
    let (_stack, visitor) = start().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..50 {
        let address = visitor.start_application().await;
        let id: ApplicationId = address.strip_prefix("/join/").unwrap().parse().unwrap();
        assert!(id.as_str().len() * 5 >= 128);
        assert!(seen.insert(address));
    }
}

#[tokio::test]
async fn the_index_by_status_has_submitted_applications_only() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    visitor.fill_in_everything().await;
    assert_eq!((count_by_status(&stack, "received").await, count_by_status(&stack, "draft").await), (1, 0));
}
