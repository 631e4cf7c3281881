//! Tests of the HTTP client over TLS.

mod server;

use super::AwsConfig;
use super::http_client;
use crate::aws::TimeLimits;
use rustls::RootCertStore;
use server::{Authority, Server};
use std::sync::LazyLock;

/// An authority among the fallback roots only.
static NEW: LazyLock<Authority> = LazyLock::new(|| Authority::new("new"));

fn new_roots() -> RootCertStore {
    NEW.roots()
}

fn must_not_load() -> RootCertStore {
    panic!("fallback roots loaded")
}

fn aws(region: &str, endpoint: Option<String>) -> AwsConfig {
    AwsConfig {
        region: region.to_owned(),
        access_key_id: "key".to_owned(),
        secret_access_key: "secret".to_owned(),
        session_token: None,
        dynamodb_endpoint: endpoint,
        ses_endpoint: None,
        secrets_endpoint: None,
        sqs_endpoint: None,
        ca_bundle: None,
    }
}

#[test]
fn debug_output_has_no_credentials() {
    let aws = AwsConfig {
        access_key_id: "AKIA".to_owned(),
        secret_access_key: "hush".to_owned(),
        session_token: Some("token".to_owned()),
        ..aws("us-east-1", None)
    };
    let shown = format!("{aws:?}");
    assert!(["AKIA", "hush", "token"].iter().all(|word| !shown.contains(word)), "{shown}");
}

fn client(server: &Server, primary: &Authority, fallback: fn() -> RootCertStore) -> aws_sdk_dynamodb::Client {
    let http_client = http_client(primary.roots(), Some(fallback)).unwrap();
    aws("eu-central-1", Some(server.url())).dynamodb(http_client, TimeLimits::DEPLOYED)
}

async fn succeeds(client: &aws_sdk_dynamodb::Client) -> bool {
    client.list_tables().send().await.is_ok()
}

#[tokio::test]
async fn a_server_known_to_the_primary_roots_is_trusted_without_loading_the_fallback() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority).await;
    let client = client(&server, &authority, must_not_load);
    assert!(succeeds(&client).await && succeeds(&client).await);
    assert_eq!((server.accepted(), server.refused()), (1, 0));
}

#[tokio::test]
async fn a_server_known_only_to_the_fallback_roots_is_trusted() {
    let server = Server::start(&NEW).await;
    let client = client(&server, &Authority::new("old"), new_roots);
    assert!(succeeds(&client).await && succeeds(&client).await);
    server.close_connections();
    assert!(succeeds(&client).await, "the next connection too");
    assert_eq!((server.accepted(), server.refused()), (2, 0));
}

#[tokio::test]
async fn an_authority_with_a_new_key_is_looked_up_in_the_fallback_roots() {
    let server = Server::start(&NEW).await;
    assert!(succeeds(&client(&server, &Authority::new("new"), new_roots)).await);
    assert_eq!((server.accepted(), server.refused()), (1, 0));
}

#[tokio::test]
async fn an_unknown_server_gets_no_request() {
    let server = Server::start(&Authority::new("theirs")).await;
    for fallback in [new_roots, RootCertStore::empty] {
        assert!(!succeeds(&client(&server, &Authority::new("ours"), fallback)).await);
    }
    assert_eq!(server.accepted(), 0);
    assert!(server.refused() > 1);
}

#[tokio::test]
async fn a_wrong_server_name_is_refused_without_loading_the_fallback() {
    let authority = Authority::new("ours");
    let server = Server::start_as("dynamodb.eu-central-1.amazonaws.com", &authority).await;
    assert!(!succeeds(&client(&server, &authority, must_not_load)).await);
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn a_client_needs_primary_roots() {
    http_client(RootCertStore::empty(), Some(new_roots)).unwrap_err();
}
