//! The connection to DynamoDB.
//!
//! Made without `aws-config`: a function gets its region and credentials from its environment, and loading the whole
//! chain of providers would cost more than the rest of a cold start.

use crate::env::{Aws, Environment};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region, SharedHttpClient};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use std::time::Duration;

/// How long a call may take. A visitor has an answer before the function's own time is up: `operation` is below the
/// function's `Timeout` in the template, which is below API Gateway's 30 seconds.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// To open a connection.
    pub connect: Duration,
    /// For one attempt, the connection included.
    pub attempt: Duration,
    /// For a call with all of its attempts and the pauses between them.
    pub operation: Duration,
    /// How many attempts a call has.
    pub attempts: u32,
}

impl TimeLimits {
    /// Three attempts of 2 seconds, with pauses of at most 1 second between them: 8 seconds at most.
    pub const DEPLOYED: Self = Self {
        connect: Duration::from_secs(1),
        attempt: Duration::from_secs(2),
        operation: Duration::from_secs(8),
        attempts: 3,
    };
}

/// A client for the DynamoDB of the environment.
///
/// # Errors
/// When `AWS_CA_BUNDLE` names no file of certificates.
pub fn connect(aws: &Aws, limits: TimeLimits) -> Result<Client, std::io::Error> {
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(Credentials::new(
            aws.access_key_id.clone(),
            aws.secret_access_key.clone(),
            aws.session_token.clone(),
            None,
            "environment",
        ))
        .http_client(http_client(aws)?)
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(limits.connect)
                .operation_attempt_timeout(limits.attempt)
                .operation_timeout(limits.operation)
                .build(),
        )
        .retry_config(
            RetryConfig::standard().with_max_attempts(limits.attempts).with_max_backoff(Duration::from_secs(1)),
        );
    config.set_endpoint_url(aws.dynamodb_endpoint.clone());
    Ok(Client::from_conf(config.build()))
}

/// Plain HTTP only where the endpoint asks for it, as the local stack's does; else TLS by ring, whose start-up costs
/// nothing, with the roots that the system or `AWS_CA_BUNDLE` trusts.
fn http_client(aws: &Aws) -> Result<SharedHttpClient, std::io::Error> {
    let builder = aws_smithy_http_client::Builder::new();
    if aws.dynamodb_endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://")) {
        return Ok(builder.build_http());
    }
    let trust = match &aws.ca_bundle {
        Some(file) => TrustStore::empty().with_pem_certificate(std::fs::read(file)?),
        None => TrustStore::default(),
    };
    let context = TlsContext::builder().with_trust_store(trust).build().map_err(std::io::Error::other)?;
    Ok(builder.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https())
}

impl Aws {
    /// A client with the time limits of a deployed function.
    ///
    /// # Errors
    /// As [`connect`].
    pub fn client(environment: &Environment) -> Result<Client, crate::env::Refused> {
        let aws = Self::from_environment(environment)?;
        connect(&aws, TimeLimits::DEPLOYED).map_err(|error| crate::env::Refused::unusable("AWS_CA_BUNDLE", &error))
    }
}
