//! The mail back ends.

mod outbox;
mod ses;

pub use ses::LIMITS as SES_LIMITS;

use crate::message::Message;
use aws_sdk_sesv2::config::SharedHttpClient;
use shared::env::{ConfigError, Environment, Mail};
use std::fmt;
use std::path::PathBuf;
use store::aws::AwsConfig;

/// A mail back end.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// Amazon's Simple Email Service.
    Ses {
        /// The client.
        client: aws_sdk_sesv2::Client,
        /// The name of SES's configuration set, if there is one.
        configuration_set: Option<String>,
    },
    /// A directory with a file for each message, for the local stack. A deployed function never uses it.
    Directory(PathBuf),
    /// No mail is sent.
    Off,
}

/// Why a message was not sent.
#[derive(Debug)]
pub enum SendError {
    /// The recipient's address or the message is invalid. A retry won't help.
    Refused {
        /// SES's error code.
        code: String,
    },
    /// SES rejects the message for a reason that somebody has to fix: an unverified sender, the sandbox, a paused
    /// account, a missing permission or configuration set.
    NotTaken {
        /// SES's error code.
        code: String,
    },
    /// SES can't be reached or is busy. A retry may help.
    Unavailable {
        /// SES's error code, or the stage of the call that failed.
        code: String,
    },
}

impl fmt::Display for SendError {
    /// Omits SES's own message, which may quote the address, so the text is safe to log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { code } => write!(f, "message refused: {code}"),
            Self::NotTaken { code } => write!(f, "message not taken: {code}"),
            Self::Unavailable { code } => write!(f, "no response from the mail service: {code}"),
        }
    }
}

impl std::error::Error for SendError {}

impl Mailer {
    /// Returns the deployed function's back end: SES, if the environment has a sender address.
    ///
    /// # Errors
    /// When an address in the environment is invalid.
    pub fn deployed(
        environment: &Environment,
        aws: &AwsConfig,
        http_client: SharedHttpClient,
    ) -> Result<Self, ConfigError> {
        let mail = Mail::from_environment(environment)?;
        if mail.from.is_none() {
            return Ok(Self::Off);
        }
        Ok(Self::Ses { client: ses::connect(aws, http_client), configuration_set: mail.configuration_set })
    }

    pub(crate) const fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }

    pub(crate) async fn send(&self, message: Message) -> Result<(), SendError> {
        match self {
            Self::Ses { client, configuration_set } => ses::send(client, configuration_set.clone(), message).await,
            Self::Directory(directory) => outbox::write(directory, &message)
                .map_err(|error| SendError::Unavailable { code: error.kind().to_string() }),
            Self::Off => Ok(()),
        }
    }
}
