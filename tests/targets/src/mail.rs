//! A mailer and a queue with the real clients and no network. The mailer checks every message.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mail_parser::{HeaderName, MessageParser};
use notify::{DecisionQueue, Mailer, Outlets};
use serde_json::Value;

/// Returns the mailer and a queue that accepts every decision.
pub(crate) fn outlets() -> Outlets {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "target"))
        .endpoint_url("http://queue.example")
        .retry_config(RetryConfig::disabled())
        .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(Sqs)));
    let client = aws_sdk_sqs::Client::from_conf(config.build());
    Outlets { mailer: mailer(), decisions: DecisionQueue::new(client, "http://queue.example/1/decisions".to_owned()) }
}

#[derive(Debug)]
struct Sqs;

impl HttpConnector for Sqs {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), "{\"MessageId\":\"1\"}".into())))
    }
}

/// Returns a mailer that accepts and checks every message.
fn mailer() -> Mailer {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "target"))
        .endpoint_url("http://mail.example")
        .retry_config(RetryConfig::disabled())
        .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(Ses)));
    Mailer::Ses { client: Client::from_conf(config.build()), configuration_set: None }
}

#[derive(Debug)]
struct Ses;

impl HttpConnector for Ses {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let call: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        check_message(&call);
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), "{\"MessageId\":\"1\"}".into())))
    }
}

/// Asserts that no answer becomes a header, a recipient or a MIME part.
fn check_message(call: &Value) {
    let to = call["Destination"]["ToAddresses"].as_array().unwrap();
    assert_eq!(to.len(), 1, "{to:?}");
    let raw = BASE64_STANDARD.decode(call["Content"]["Raw"]["Data"].as_str().unwrap()).unwrap();
    let message = MessageParser::default().parse(&raw).expect("a message");
    let allowed = [
        HeaderName::AutoSubmitted,
        HeaderName::From,
        HeaderName::To,
        HeaderName::ReplyTo,
        HeaderName::Subject,
        HeaderName::Date,
        HeaderName::MessageId,
        HeaderName::MimeVersion,
        HeaderName::ContentType,
        HeaderName::ContentTransferEncoding,
    ];
    for (number, header) in message.headers().iter().enumerate() {
        assert!(allowed.contains(&header.name), "{:?} in {}", header.name, String::from_utf8_lossy(&raw));
        let twice = message.headers().iter().skip(number + 1).any(|other| other.name == header.name);
        assert!(!twice, "two of {:?}", header.name);
    }
    let addresses = message.to().unwrap().iter().filter_map(|address| address.address()).collect::<Vec<_>>();
    assert_eq!(addresses, [to[0].as_str().unwrap()]);
    assert!(!message.subject().unwrap().contains(['\r', '\n']));
    assert_eq!((message.text_body_count(), message.html_body_count(), message.attachment_count()), (1, 1, 0));
}
