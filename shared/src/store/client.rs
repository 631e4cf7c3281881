//! The connection to DynamoDB.

use crate::aws::TimeLimits;
use crate::env::{Aws, Environment, Refused};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, SharedHttpClient};

/// A client for the DynamoDB of the environment.
pub fn connect(aws: &Aws, http_client: SharedHttpClient, limits: TimeLimits) -> Client {
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(aws.region())
        .credentials_provider(aws.credentials())
        .http_client(http_client)
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries());
    config.set_endpoint_url(aws.dynamodb_endpoint.clone());
    Client::from_conf(config.build())
}

impl Aws {
    /// A client with the time limits of a deployed function.
    ///
    /// # Errors
    /// When the environment lacks what AWS sets, or `AWS_CA_BUNDLE` names no file of certificates.
    pub fn client(environment: &Environment) -> Result<Client, Refused> {
        let aws = Self::from_environment(environment)?;
        Ok(connect(&aws, aws.http_client()?, TimeLimits::DEPLOYED))
    }
}
