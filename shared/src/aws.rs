//! What every client of an AWS service is made of.
//!
//! Made without `aws-config`: a function gets its region and credentials from its environment, and loading the whole
//! chain of providers would cost more than the rest of a cold start.

use crate::env::Aws;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Credentials, Region, SharedHttpClient};
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

    /// For the client's configuration.
    pub fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }

    /// For the client's configuration.
    pub fn retries(&self) -> RetryConfig {
        RetryConfig::standard().with_max_attempts(self.attempts).with_max_backoff(Duration::from_secs(1))
    }
}

impl Aws {
    /// Where the function runs.
    pub fn region(&self) -> Region {
        Region::new(self.region.clone())
    }

    /// Who the function is.
    pub fn credentials(&self) -> Credentials {
        let (key, secret) = (self.access_key_id.clone(), self.secret_access_key.clone());
        Credentials::new(key, secret, self.session_token.clone(), None, "environment")
    }

    /// The way to a service. Plain HTTP only where the endpoint asks for it, as the local stack's does; else TLS by
    /// ring, whose start-up costs nothing, with the roots that the system or `AWS_CA_BUNDLE` trusts.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names no file of certificates.
    pub fn http_client(&self, endpoint: Option<&str>) -> Result<SharedHttpClient, std::io::Error> {
        let builder = aws_smithy_http_client::Builder::new();
        if endpoint.is_some_and(|endpoint| endpoint.starts_with("http://")) {
            return Ok(builder.build_http());
        }
        let trust = match &self.ca_bundle {
            Some(file) => TrustStore::empty().with_pem_certificate(std::fs::read(file)?),
            None => TrustStore::default(),
        };
        let context = TlsContext::builder().with_trust_store(trust).build().map_err(std::io::Error::other)?;
        Ok(builder.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https())
    }
}
