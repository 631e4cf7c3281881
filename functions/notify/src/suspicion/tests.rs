use super::*;
use crate::record::tests::{image, with};
use serde_json::json;

/// The reasons against the sample application, changed like this.
fn reasons_with(changes: serde_json::Value) -> Vec<Reason> {
    let image = with(image(), changes);
    let application = image.submitted().unwrap();
    reasons(&application, image.signs())
}

#[test]
fn an_honest_application_gives_no_reason() {
    assert_eq!(reasons_with(json!({})), []);
}

#[test]
fn a_field_that_nobody_sees_is_reason_enough() {
    let found = reasons_with(json!({"hidden_field": {"BOOL": true}}));
    assert_eq!(found, [Reason::HiddenField]);
    assert!(is_suspect(&found));
    assert_eq!(reasons_with(json!({"hidden_field": {"BOOL": false}})), []);
}

#[test]
fn speed_is_a_reason_but_not_enough_and_not_for_a_program() {
    let quick = json!({"created_at": {"S": "2026-11-24T09:00:00Z"}, "submitted_at": {"S": "2026-11-24T09:00:09Z"}});
    let found = reasons_with(quick.clone());
    assert_eq!(found, [Reason::Speed]);
    assert!(!is_suspect(&found));
    let slower = json!({"created_at": {"S": "2026-11-24T09:00:00Z"}, "submitted_at": {"S": "2026-11-24T09:00:10Z"}});
    assert_eq!(reasons_with(slower), []);
    let mut program = quick;
    program["via"] = json!({"S": "api"});
    assert_eq!(reasons_with(program), []);
}

#[test]
fn a_link_in_a_name_is_a_reason_and_a_bracket_is_none() {
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
fn a_mailbox_to_throw_away_is_a_reason_wherever_mail_goes() {
    for (field, address) in
        [("contact_email", "ada@mailinator.com"), ("representative_email", "ada@inbox.guerrillamail.com")]
    {
        assert_eq!(reasons_with(json!({field: {"S": address}})), [Reason::DisposableAddress], "{field}");
    }
}

#[test]
fn a_mailbox_of_an_example_is_none() {
    assert_eq!(reasons_with(json!({"contact_email": {"S": "ada@example.com"}})), []);
}

#[test]
fn a_text_in_several_fields_is_a_reason_and_two_reasons_are_enough() {
    let text = json!({"S": "Best casino www.casino.example"});
    let found = reasons_with(json!({"legal_name": text, "heard_from": text}));
    assert_eq!(found, [Reason::RepeatedText, Reason::LinkInName]);
    assert!(is_suspect(&found));
}

#[test]
fn every_domain_of_the_crate_counts_and_no_other() {
    let all = include_str!(concat!(env!("OUT_DIR"), "/disposable.txt"));
    assert_eq!(all.lines().count(), disposable_emails::domain_count());
    for domain in all.lines() {
        assert!(disposable_emails::is_disposable_domain(domain), "{domain}");
        let address = EmailAddress::parse(&format!("ada@{domain}"));
        let address = address.unwrap_or_else(|_| panic!("{domain}"));
        assert_eq!(is_disposable(&address), !EXAMPLES.contains(&domain), "{domain}");
    }
    let above = |domain: &str| {
        domain.match_indices('.').any(|(dot, _)| disposable_emails::is_disposable_domain(&domain[dot + 1..]))
    };
    assert!(DISPOSABLE == fingerprints::list(all.lines().filter(|domain| !above(domain))));
    let others = include_str!(concat!(env!("OUT_DIR"), "/suffixes.txt")).lines();
    for domain in others.filter(|domain| fingerprints::has(DISPOSABLE, domain)) {
        assert!(disposable_emails::is_disposable_domain(domain), "{domain}");
    }
    assert!(EmailAddress::parse("ada@mailinator.com.").is_err(), "its domain is as the list has it");
}
