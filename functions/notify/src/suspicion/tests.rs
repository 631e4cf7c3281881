use super::*;
use crate::record::tests::{image, with};
use serde_json::json;
use std::sync::LazyLock;

/// The questions of the tests' own site whose answer is a text.
static ASKED: LazyLock<FormDigest> = LazyLock::new(|| {
    let site = site::compile(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/site").as_ref()).unwrap();
    FormDigest::from(&site.form)
});

/// Judges the sample application with some attributes changed.
fn judge(changes: serde_json::Value) -> SpamVerdict {
    let image = with(image(), changes);
    SpamVerdict::of(&image.submitted().unwrap(), &ASKED, image.spam_signs())
}

fn reasons_with(changes: serde_json::Value) -> Vec<Reason> {
    judge(changes).reasons
}

#[test]
fn an_honest_application_has_no_reasons() {
    assert_eq!(reasons_with(json!({})), []);
}

#[test]
fn a_hidden_field_is_reason_enough() {
    let verdict = judge(json!({"hidden_field": {"BOOL": true}}));
    assert_eq!(verdict.reasons, [Reason::HiddenField]);
    assert!(verdict.is_suspect);
    assert_eq!(reasons_with(json!({"hidden_field": {"BOOL": false}})), []);
}

#[test]
fn speed_is_a_reason_but_not_enough_and_not_for_api_clients() {
    let quick = json!({"created_at": {"S": "2026-11-24T09:00:00Z"}, "submitted_at": {"S": "2026-11-24T09:00:09Z"}});
    let verdict = judge(quick.clone());
    assert_eq!(verdict.reasons, [Reason::Speed]);
    assert!(!verdict.is_suspect);
    let slower = json!({"created_at": {"S": "2026-11-24T09:00:00Z"}, "submitted_at": {"S": "2026-11-24T09:00:10Z"}});
    assert_eq!(reasons_with(slower), []);
    let mut program = quick;
    program["via"] = json!({"S": "api"});
    assert_eq!(reasons_with(program), []);
}

#[test]
fn a_link_in_a_name_is_a_reason_and_a_bracket_is_not() {
    for (field, text) in [
        ("legal_name", "Cheap shoes HTTPS://spam.example"),
        ("public_name", "www.spam.example"),
        ("contact_name", "Ada <a href=x>"),
        ("contact_title", "http://spam.example"),
    ] {
        assert_eq!(reasons_with(json!({field: {"S": text}})), [Reason::LinkInName], "{field}");
    }
    assert_eq!(reasons_with(json!({"legal_name": {"S": "Acme <Asia>"}})), []);
}

#[test]
fn a_disposable_address_of_anyone_is_a_reason() {
    for (field, address) in
        [("contact_email", "ada@mailinator.com"), ("representative_email", "ada@inbox.guerrillamail.com")]
    {
        assert_eq!(reasons_with(json!({field: {"S": address}})), [Reason::DisposableAddress], "{field}");
    }
}

#[test]
fn repeated_text_is_a_reason_and_two_reasons_are_enough() {
    let text = json!({"S": "Best casino www.casino.example"});
    let verdict = judge(json!({"legal_name": text, "heard_from": text}));
    assert_eq!(verdict.reasons, [Reason::RepeatedText, Reason::LinkInName]);
    assert!(verdict.is_suspect);
}

#[test]
fn spam_is_silenced_until_staff_take_it_up_and_while_it_is_set_aside() {
    let is_silenced = |status: Status, history: u32, sign: &str| {
        let (status, history) = (status.as_str(), history.to_string());
        judge(json!({"status": {"S": status}, "history_length": {"N": history}, sign: {"BOOL": true}})).is_silenced
    };
    assert!(is_silenced(Status::Received, 1, "hidden_field"));
    assert!(is_silenced(Status::Withdrawn, 2, "hidden_field"), "withdrawing at once triggers no message either");
    assert!(!is_silenced(Status::InReview, 2, "hidden_field"));
    assert!(!is_silenced(Status::Withdrawn, 3, "hidden_field"));
    for status in Status::ALL.into_iter().filter(|status| *status != Status::Draft) {
        assert!(is_silenced(status, 4, "suspect"), "{status:?}");
        assert!(!is_silenced(status, 4, "other"), "{status:?}");
    }
}

#[test]
fn the_disposable_domains_match_the_crate() {
    let all = include_str!(concat!(env!("OUT_DIR"), "/disposable.txt"));
    assert_eq!(all.lines().count(), disposable_emails::domain_count());
    for domain in all.lines() {
        assert!(disposable_emails::is_disposable_domain(domain), "{domain}");
        let address = EmailAddress::parse(&format!("ada@{domain}"));
        let address = address.unwrap_or_else(|_| panic!("{domain}"));
        assert_eq!(is_disposable(&address), !EXAMPLES.contains(&domain), "{domain}");
    }
    assert!((0..20_000).all(|number| !lists::contains(DISPOSABLE, &format!("{number}.example"))));
    let others = include_str!(concat!(env!("OUT_DIR"), "/suffixes.txt")).lines();
    for domain in others.filter(|domain| lists::contains(DISPOSABLE, domain)) {
        assert!(disposable_emails::is_disposable_domain(domain), "{domain}");
    }
    assert!(EmailAddress::parse("ada@mailinator.com.").is_err(), "no address ends with a dot");
}
