//! Sends messages through Amazon's Simple Email Service.
//!
//! SES [replaces](https://docs.aws.amazon.com/ses/latest/dg/header-fields.html) a message's Date and Message-ID, so a
//! message that was sent twice appears twice in a mailbox. Only its tags in SES's events are stable.

use super::SendError;
use crate::message::Message;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::{BehaviorVersion, Config, SharedHttpClient};
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use std::time::Duration;
use store::aws::AwsConfig;
use store::aws::TimeLimits;

/// Two attempts of 5 seconds. `deadline.rs` limits a batch.
pub const LIMITS: TimeLimits = TimeLimits {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(5),
    operation: Duration::from_secs(11),
    attempts: 2,
};

pub(super) fn connect(aws: &AwsConfig, http_client: SharedHttpClient) -> Client {
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(aws.region())
        .credentials_provider(aws.credentials())
        .http_client(http_client)
        .timeout_config(LIMITS.timeouts())
        .retry_config(LIMITS.retries());
    config.set_endpoint_url(aws.ses_endpoint.clone());
    Client::from_conf(config.build())
}

pub(super) async fn send(
    client: &Client,
    configuration_set: Option<String>,
    message: Message,
) -> Result<(), SendError> {
    let raw = RawMessage::builder().data(Blob::new(message.content)).build().map_err(|_| unbuilt())?;
    let mut request = client
        .send_email()
        .destination(Destination::builder().to_addresses(message.to).build())
        .content(EmailContent::builder().raw(raw).build())
        .set_configuration_set_name(configuration_set)
        .email_tags(tag("notice", &message.name)?);
    if let Some(reference) = &message.reference {
        request = request.email_tags(tag("reference", reference)?);
    }
    request.send().await.map(drop).map_err(|error| send_error(&error))
}

/// Builds a tag. SES allows letters, digits, underscores and dashes.
fn tag(name: &str, value: &str) -> Result<MessageTag, SendError> {
    MessageTag::builder().name(name).value(value.replace('#', "-")).build().map_err(|_| unbuilt())
}

fn unbuilt() -> SendError {
    SendError::Unavailable { code: "request not built".to_owned() }
}

/// Classifies a failure. Only an invalid recipient or message is refused for good. Anything else can be fixed, so the
/// message is retried.
fn send_error(error: &SdkError<SendEmailError>) -> SendError {
    let code = match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("service error"),
        SdkError::TimeoutError(_) => "time-out",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "unreadable response",
        _ => "request not built",
    };
    let code = code.to_owned();
    let SdkError::ServiceError(service) = error else { return SendError::Unavailable { code } };
    let is_busy = matches!(service.err(), SendEmailError::TooManyRequestsException(_));
    match service.err() {
        SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)
            if is_final(service.err().message().unwrap_or_default()) =>
        {
            SendError::Refused { code }
        }
        _ if is_busy || service.raw().status().is_server_error() => SendError::Unavailable { code },
        _ => SendError::NotTaken { code },
    }
}

/// Parts of SES's error messages about an invalid recipient or message. The exception alone is ambiguous:
/// `MessageRejected` also means an unverified identity or the sandbox. See SES's
/// [manual](https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html).
const FINAL: [&str; 10] = [
    "local address ",
    "domain contains ",
    "domain starts with ",
    "domain ends with ",
    "missing domain",
    "missing final",
    "illegal address",
    "invalid domain name",
    "message length is more than ",
    "virus",
];

fn is_final(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    FINAL.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_errors_about_the_recipient_or_the_message_are_final() {
        for message in [
            "Local address contains control or whitespace",
            "Local address contains illegal character",
            "Domain contains illegal character",
            "Domain contains control or whitespace",
            "Missing final '@domain'",
            "Missing domain",
            "Illegal address",
            "Message length is more than 10485760 bytes long: '11534336'.",
            "Your message contained a virus.",
        ] {
            assert!(is_final(message), "{message}");
        }
        for message in [
            "Email address is not verified. The following identities failed the check in region US-EAST-1: a@example.org",
            "Email address not verified \"office@example.org\"",
            "Sending suspended for this account. For more information, please check the inbox of the email address",
            "Configuration set `reports` does not exist",
            "Account is paused",
            "Expected '=', found End of String",
            "",
        ] {
            assert!(!is_final(message), "{message}");
        }
    }
}
