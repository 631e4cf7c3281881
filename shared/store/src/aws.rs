//! Configuration and clients of AWS services, tuned for cold starts.
//!
//! Built without `aws-config`: Lambda passes region and credentials in environment variables, and loading the SDK's chain
//! of providers would cost more than the rest of a cold start.

mod http;
#[cfg(test)]
mod tests;
mod trust;
mod web;

pub use web::{WebClient, WebError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region, SharedHttpClient};
use rustls::crypto::ring;
use rustls::{CipherSuite, RootCertStore};
use shared::env::{ConfigError, Environment};
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use trust::RootVerifier;

/// Time limits and attempts of a call to a service.
///
/// Each limit is below the next, so that a visitor always gets a response: `connect` 1 s, `attempt` 2 s, `operation` 8
/// s, the `Timeout` of `join` 15 s, API Gateway 30 s. The `Timeout` of `notify`, 60 s, is below
/// [`CLAIM_SECONDS`](crate::CLAIM_SECONDS).
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// Limit for opening a TCP connection.
    pub connect: Duration,
    /// Limit for one attempt, including its connection.
    pub attempt: Duration,
    /// Limit for the call, including every attempt and back-off.
    pub operation: Duration,
    /// The number of attempts.
    pub attempts: u32,
}

impl TimeLimits {
    /// Three attempts of 2 seconds with a back-off of at most 1 second: 8 seconds at most.
    pub const DEPLOYED: Self = Self {
        connect: Duration::from_secs(1),
        attempt: Duration::from_secs(2),
        operation: Duration::from_secs(8),
        attempts: 3,
    };

    /// Converts the limits for the SDK.
    pub fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }

    /// Converts the attempts for the SDK.
    pub fn retries(&self) -> RetryConfig {
        RetryConfig::standard().with_max_attempts(self.attempts).with_max_backoff(Duration::from_secs(1))
    }
}

/// Environment variables that Lambda sets for every function, and endpoints that replace those of AWS.
#[derive(Clone)]
pub struct AwsConfig {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<String>,
    /// `AWS_ENDPOINT_URL_DYNAMODB`: an endpoint that replaces DynamoDB's.
    pub dynamodb_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SESV2`: an endpoint that replaces SES's.
    pub ses_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SECRETS_MANAGER`: an endpoint that replaces that of Secrets Manager.
    pub secrets_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SQS`: an endpoint that replaces SQS's.
    pub sqs_endpoint: Option<String>,
    /// `AWS_CA_BUNDLE`: a PEM file of root certificates that replace the default ones.
    pub ca_bundle: Option<String>,
}

impl AwsConfig {
    /// Reads the variables.
    ///
    /// # Errors
    /// When a variable that Lambda always sets is missing.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            region: environment.required("AWS_REGION")?,
            access_key_id: environment.required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: environment.required("AWS_SECRET_ACCESS_KEY")?,
            session_token: environment.optional("AWS_SESSION_TOKEN"),
            dynamodb_endpoint: environment.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            ses_endpoint: environment.optional("AWS_ENDPOINT_URL_SESV2"),
            secrets_endpoint: environment.optional("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            sqs_endpoint: environment.optional("AWS_ENDPOINT_URL_SQS"),
            ca_bundle: environment.optional("AWS_CA_BUNDLE"),
        })
    }

    /// Returns a DynamoDB client with the time limits of a deployed function.
    ///
    /// # Errors
    /// As [`from_environment`](Self::from_environment) and [`http_client`](Self::http_client).
    pub fn connect(environment: &Environment) -> Result<Client, ConfigError> {
        let aws = Self::from_environment(environment)?;
        Ok(aws.dynamodb(aws.http_client()?, TimeLimits::DEPLOYED))
    }

    /// Returns a DynamoDB client.
    pub fn dynamodb(&self, http_client: SharedHttpClient, limits: TimeLimits) -> Client {
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(self.region())
            .credentials_provider(self.credentials())
            .http_client(http_client)
            .timeout_config(limits.timeouts())
            .retry_config(limits.retries());
        config.set_endpoint_url(self.dynamodb_endpoint.clone());
        Client::from_conf(config.build())
    }

    /// Returns the region of the function.
    pub fn region(&self) -> Region {
        Region::new(self.region.clone())
    }

    /// Returns the credentials of the function's role. They need no refresh: Lambda [sets
    /// them](https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html) when it starts a sandbox, and
    /// replaces the sandbox before they expire.
    pub fn credentials(&self) -> Credentials {
        let (key, secret) = (self.access_key_id.clone(), self.secret_access_key.clone());
        Credentials::new(key, secret, self.session_token.clone(), None, "environment")
    }

    /// Returns an HTTP client that all service clients of a function share. It uses `ring` for TLS, which adds nothing
    /// to a cold start, and plain HTTP for `http` endpoints, such as the local stack's.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` is not a file of certificates.
    pub fn http_client(&self) -> Result<SharedHttpClient, ConfigError> {
        let invalid = |error: io::Error| ConfigError::invalid("AWS_CA_BUNDLE", &error);
        let (primary, fallback) = match &self.ca_bundle {
            Some(file) => (trust::bundle(file).map_err(invalid)?, None),
            None => (trust::amazon(), Some(trust::system as fn() -> RootCertStore)),
        };
        http_client(primary, fallback).map_err(invalid)
    }
}

impl fmt::Debug for AwsConfig {
    /// Omits credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsConfig").field("region", &self.region).finish_non_exhaustive()
    }
}

fn http_client(primary: RootCertStore, fallback: Option<fn() -> RootCertStore>) -> io::Result<SharedHttpClient> {
    let mut provider = ring::default_provider();
    // The SDK prefers this suite as well: processors have instructions for its hash.
    provider.cipher_suites.sort_by_key(|suite| suite.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256);
    let provider = Arc::new(provider);
    let verifier = RootVerifier::new(Arc::clone(&provider), primary, fallback)?;
    Ok(SharedHttpClient::new(http::Client::new(provider, verifier)?))
}
