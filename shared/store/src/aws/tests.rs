//! How services are spoken to.

mod server;

use super::AwsConfig;
use super::http_client;
use crate::aws::TimeLimits;
use rustls::RootCertStore;
use server::{Authority, Server};
use std::sync::LazyLock;

/// Whom only the system knows.
static NEW: LazyLock<Authority> = LazyLock::new(|| Authority::new("new"));

fn new() -> RootCertStore {
    NEW.roots()
}

fn never() -> RootCertStore {
    panic!("the system's authorities are not to be read")
}

fn aws(region: &str, endpoint: Option<String>) -> AwsConfig {
    AwsConfig {
        region: region.to_owned(),
        access_key_id: "key".to_owned(),
        secret_access_key: "secret".to_owned(),
        session_token: None,
        dynamodb_endpoint: endpoint,
        ses_endpoint: None,
        ca_bundle: None,
    }
}

fn client(server: &Server, first: &Authority, others: fn() -> RootCertStore) -> aws_sdk_dynamodb::Client {
    let http_client = http_client(first.roots(), Some(others)).unwrap();
    aws("eu-central-1", Some(server.url())).dynamodb(http_client, TimeLimits::DEPLOYED)
}

async fn asks(client: &aws_sdk_dynamodb::Client) -> bool {
    client.list_tables().send().await.is_ok()
}

#[tokio::test]
async fn who_is_vouched_for_by_the_first_is_trusted_and_the_others_are_not_even_read() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority).await;
    let client = client(&server, &authority, never);
    assert!(asks(&client).await && asks(&client).await);
    assert_eq!((server.accepted(), server.refused()), (1, 0));
}

#[tokio::test]
async fn who_is_vouched_for_only_by_the_others_is_trusted() {
    let server = Server::start(&NEW).await;
    let client = client(&server, &Authority::new("old"), new);
    assert!(asks(&client).await && asks(&client).await);
    server.close_connections();
    assert!(asks(&client).await, "also by the next connection");
    assert_eq!((server.accepted(), server.refused()), (2, 0));
}

#[tokio::test]
async fn an_authority_that_has_another_key_is_another_authority() {
    let server = Server::start(&NEW).await;
    assert!(asks(&client(&server, &Authority::new("new"), new)).await);
    assert_eq!((server.accepted(), server.refused()), (1, 0));
}

#[tokio::test]
async fn who_is_vouched_for_by_nobody_gets_nothing() {
    let server = Server::start(&Authority::new("theirs")).await;
    for others in [new, RootCertStore::empty] {
        assert!(!asks(&client(&server, &Authority::new("ours"), others)).await);
    }
    assert_eq!(server.accepted(), 0);
    assert!(server.refused() > 1);
}

#[tokio::test]
async fn a_server_that_goes_by_another_name_is_refused_by_the_first_alone() {
    let authority = Authority::new("ours");
    let server = Server::start_as("dynamodb.eu-central-1.amazonaws.com", &authority).await;
    assert!(!asks(&client(&server, &authority, never)).await);
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn without_an_authority_there_is_no_way() {
    http_client(RootCertStore::empty(), Some(new)).unwrap_err();
}
