//! The connection to DynamoDB.

use crate::aws::TimeLimits;
use crate::env::{Aws, Environment};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config};

/// A client for the DynamoDB of the environment.
///
/// # Errors
/// When `AWS_CA_BUNDLE` names no file of certificates.
pub fn connect(aws: &Aws, limits: TimeLimits) -> Result<Client, std::io::Error> {
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(aws.region())
        .credentials_provider(aws.credentials())
        .http_client(aws.http_client(aws.dynamodb_endpoint.as_deref())?)
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries());
    config.set_endpoint_url(aws.dynamodb_endpoint.clone());
    Ok(Client::from_conf(config.build()))
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
