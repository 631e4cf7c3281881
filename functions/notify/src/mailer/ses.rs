//! Messages by Amazon's Simple Email Service.
//!
//! SES puts its own Date and Message-ID in place of a message's, as its
//! [manual](https://docs.aws.amazon.com/ses/latest/dg/header-fields.html) says. So a message that had to be sent twice is
//! found twice in a mailbox; what is stable there is the tag of the notice, in SES's events.

use super::SendError;
use crate::message::Message;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::{BehaviorVersion, Config, SharedHttpClient};
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use shared::aws::TimeLimits;
use shared::env::Aws;
use std::time::Duration;

/// Two attempts of 5 seconds. What a batch may take is in `patience.rs`.
pub const LIMITS: TimeLimits = TimeLimits {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(5),
    operation: Duration::from_secs(11),
    attempts: 2,
};

pub(super) fn connect(aws: &Aws, http_client: SharedHttpClient) -> Client {
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

pub(super) async fn send(client: &Client, rules: Option<String>, message: Message) -> Result<(), SendError> {
    let raw = RawMessage::builder().data(Blob::new(message.content)).build().map_err(|_| unbuilt())?;
    let mut request = client
        .send_email()
        .destination(Destination::builder().to_addresses(message.to).build())
        .content(EmailContent::builder().raw(raw).build())
        .set_configuration_set_name(rules)
        .email_tags(tag("notice", &message.notice)?);
    if let Some(reference) = &message.reference {
        request = request.email_tags(tag("reference", reference.as_str())?);
    }
    request.send().await.map(drop).map_err(|error| why(&error))
}

/// Tags are of letters, digits and dashes.
fn tag(name: &str, value: &str) -> Result<MessageTag, SendError> {
    MessageTag::builder().name(name).value(value.replace('#', "-")).build().map_err(|_| unbuilt())
}

fn unbuilt() -> SendError {
    SendError::Unavailable { code: "request not built".to_owned() }
}

/// What SES has against the message itself, it will have the next time. Whatever else is wrong, throttling, an outage, a
/// missing permission or an address that nobody verified, can be mended, and the message is not lost by it.
fn why(error: &SdkError<SendEmailError>) -> SendError {
    let code = match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("service error"),
        SdkError::TimeoutError(_) => "time-out",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "unreadable response",
        _ => "request not built",
    };
    let code = code.to_owned();
    match error.as_service_error() {
        Some(SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)) => {
            SendError::Refused { code }
        }
        _ => SendError::Unavailable { code },
    }
}
