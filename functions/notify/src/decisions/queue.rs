//! The queue of decisions, in Amazon's Simple Queue Service.

use super::Decision;
use crate::failures::Error;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::{BehaviorVersion, Config, SharedHttpClient};
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::send_message::SendMessageError;
use shared::env::{ConfigError, Environment};
use std::sync::{Arc, LazyLock};
use store::aws::{AwsConfig, TimeLimits};

/// The queue of decisions.
#[derive(Debug, Clone)]
pub struct DecisionQueue {
    /// Created with the first decision: most events have none, and a client takes a fifth of a cold start.
    client: Arc<LazyLock<Client, MakeClient>>,
    url: String,
}

type MakeClient = Box<dyn FnOnce() -> Client + Send + Sync>;

impl DecisionQueue {
    /// Creates a queue with this client.
    pub fn new(client: Client, url: String) -> Self {
        Self::with(Box::new(move || client), url)
    }

    fn with(make: MakeClient, url: String) -> Self {
        Self { client: Arc::new(LazyLock::new(make)), url }
    }

    /// Returns the queue in `DECISION_QUEUE_URL`, with the time limits of a deployed function.
    ///
    /// # Errors
    /// When the variable is missing.
    pub fn connect(
        environment: &Environment,
        aws: &AwsConfig,
        http_client: SharedHttpClient,
    ) -> Result<Self, ConfigError> {
        let url = environment.required("DECISION_QUEUE_URL")?;
        let aws = aws.clone();
        Ok(Self::with(Box::new(move || client(&aws, http_client)), url))
    }

    /// Adds a decision. The queue's own delay applies.
    pub(crate) async fn send(&self, decision: &Decision) -> Result<(), Error> {
        let request = self.client.send_message().queue_url(&self.url).message_body(decision.body());
        request.send().await.map(drop).map_err(|error| Error::Queue { code: code(&error).to_owned() })
    }
}

fn client(aws: &AwsConfig, http_client: SharedHttpClient) -> Client {
    let limits = TimeLimits::DEPLOYED;
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(aws.region())
        .credentials_provider(aws.credentials())
        .http_client(http_client)
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries());
    config.set_endpoint_url(aws.sqs_endpoint.clone());
    Client::from_conf(config.build())
}

fn code(error: &SdkError<SendMessageError>) -> &str {
    match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("service error"),
        SdkError::TimeoutError(_) => "time-out",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "unreadable response",
        _ => "request not built",
    }
}
