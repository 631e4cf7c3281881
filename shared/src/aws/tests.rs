//! How services are spoken to.

mod regions;
mod server;

use super::http::Client;
use super::trust::{Trust, Unread};
use crate::aws::TimeLimits;
use crate::env::Aws;
use crate::store::connect;
use aws_sdk_dynamodb::config::SharedHttpClient;
use server::{Authority, Server};
use std::sync::Arc;

/// A certificate, as a bundle has it.
pub(super) fn pem() -> String {
    Authority::new("ours").pem()
}

fn trust(first: &Authority, then: Option<&Authority>) -> Trust {
    let then = then.map(Authority::certificate);
    let then = Unread(Arc::new(move || vec![then.clone().expect("they are not read")]));
    Trust { first: vec![first.certificate()], then: Some(then) }
}

fn aws(region: &str, endpoint: Option<String>) -> Aws {
    Aws {
        region: region.to_owned(),
        access_key_id: "key".to_owned(),
        secret_access_key: "secret".to_owned(),
        session_token: None,
        dynamodb_endpoint: endpoint,
        ses_endpoint: None,
        ca_bundle: None,
    }
}

fn client(server: &Server, trust: Trust) -> aws_sdk_dynamodb::Client {
    let aws = aws("eu-central-1", Some(server.url()));
    connect(&aws, SharedHttpClient::new(Client::new(trust)), TimeLimits::DEPLOYED)
}

async fn asks(client: &aws_sdk_dynamodb::Client) -> bool {
    client.list_tables().send().await.is_ok()
}

#[tokio::test]
async fn who_is_vouched_for_by_the_first_is_trusted_and_the_others_are_not_even_read() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority).await;
    let client = client(&server, trust(&authority, None));
    assert!(asks(&client).await && asks(&client).await);
    assert_eq!((server.accepted(), server.refused()), (1, 0));
}

#[tokio::test]
async fn who_is_vouched_for_only_by_the_others_is_trusted_at_once() {
    let (old, new) = (Authority::new("old"), Authority::new("new"));
    let server = Server::start(&new).await;
    let client = client(&server, trust(&old, Some(&new)));
    assert!(asks(&client).await && asks(&client).await);
    server.close_connections();
    assert!(asks(&client).await, "also by the next connection");
    assert_eq!((server.accepted(), server.refused()), (2, 0));
}

#[tokio::test]
async fn an_authority_that_has_another_key_is_another_authority() {
    let (old, new) = (Authority::new("the same"), Authority::new("the same"));
    let server = Server::start(&new).await;
    let client = client(&server, trust(&old, Some(&new)));
    assert!(asks(&client).await);
    assert_eq!((server.accepted(), server.refused()), (1, 0));
}

#[tokio::test]
async fn who_is_vouched_for_by_nobody_gets_nothing() {
    let (server, others) = (Server::start(&Authority::new("theirs")).await, [(); 2].map(|()| Authority::new("ours")));
    let client = client(&server, trust(&others[0], Some(&others[1])));
    assert!(!asks(&client).await);
    assert_eq!(server.accepted(), 0);
    assert!(server.refused() > 0);
}

#[tokio::test]
async fn a_server_that_goes_by_another_name_is_refused_by_the_first_alone() {
    let authority = Authority::new("ours");
    let server = Server::start_as("dynamodb.eu-central-1.amazonaws.com", &authority).await;
    let client = client(&server, trust(&authority, None));
    assert!(!asks(&client).await);
    assert_eq!(server.accepted(), 0);
}
