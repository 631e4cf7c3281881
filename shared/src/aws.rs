//! What every client of an AWS service is made of.
//!
//! Made without `aws-config`: a function gets its region and credentials from its environment, and loading the whole
//! chain of providers would cost more than the rest of a cold start.

mod http;
#[cfg(test)]
mod tests;
mod trust;

use crate::env::{Aws, Refused};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Credentials, Region, SharedHttpClient};
use rustls::crypto::ring;
use rustls::{CipherSuite, RootCertStore};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use trust::Trust;

/// How long a call may take. A visitor has an answer before the function's own time is up: `operation` is below the
/// function's `Timeout` in the template, which is below API Gateway's 30 seconds.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// To open a TCP connection.
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

    /// Who the function is. They need no refreshing: Lambda [sets
    /// them](https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html) when it starts a sandbox, by
    /// assuming the function's role, and replaces the sandbox before they are out of date.
    pub fn credentials(&self) -> Credentials {
        let (key, secret) = (self.access_key_id.clone(), self.secret_access_key.clone());
        Credentials::new(key, secret, self.session_token.clone(), None, "environment")
    }

    /// The way to all services. One is enough for all clients of a function. Plain HTTP only where an endpoint asks for
    /// it, as the local stack's does; else TLS by ring, whose start-up costs nothing.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` names no file of certificates.
    pub fn http_client(&self) -> Result<SharedHttpClient, Refused> {
        let unusable = |error: io::Error| Refused::unusable("AWS_CA_BUNDLE", &error);
        let (first, others) = match &self.ca_bundle {
            Some(file) => (trust::bundle(file).map_err(unusable)?, None),
            None => (trust::amazon(), Some(trust::system as fn() -> RootCertStore)),
        };
        http_client(first, others).map_err(unusable)
    }
}

fn http_client(first: RootCertStore, others: Option<fn() -> RootCertStore>) -> io::Result<SharedHttpClient> {
    let mut provider = ring::default_provider();
    // AWS's own choice as well: processors have instructions for its hash.
    provider.cipher_suites.sort_by_key(|suite| suite.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256);
    let provider = Arc::new(provider);
    let trust = Trust::new(Arc::clone(&provider), first, others)?;
    Ok(SharedHttpClient::new(http::Client::new(provider, trust)?))
}
