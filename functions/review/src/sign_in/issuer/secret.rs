//! The client's secret, for issuers that require one. It is read for each sign-in, so a changed one needs no
//! deployment, and no sandbox keeps it.

use super::super::refusal::Refusal;
use super::documents::unreachable;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Config};
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
use store::aws::{AwsConfig, TimeLimits};

/// Reads the secret, whose value is the client's secret as plain text.
pub(super) async fn read(aws: &AwsConfig, arn: &str) -> Result<String, Refusal> {
    let http_client = aws.http_client().map_err(|error| unreachable("secret", &error))?;
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(aws.region())
        .credentials_provider(aws.credentials())
        .http_client(http_client)
        .timeout_config(TimeLimits::DEPLOYED.timeouts())
        .retry_config(TimeLimits::DEPLOYED.retries());
    config.set_endpoint_url(aws.secrets_endpoint.clone());
    let value = Client::from_conf(config.build()).get_secret_value().secret_id(arn).send().await;
    // The SDK's own text may quote the secret.
    let value = value.map_err(|error| unreachable("secret", &error.code().unwrap_or("no connection")))?;
    let secret = value.secret_string.filter(|secret| !secret.trim().is_empty());
    secret.map(|secret| secret.trim().to_owned()).ok_or_else(|| unreachable("secret", &"it is empty"))
}
