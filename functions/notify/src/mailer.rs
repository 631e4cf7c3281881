//! Where messages go.

mod outbox;
mod ses;

pub use ses::LIMITS as SES_LIMITS;

use crate::message::Message;
use aws_sdk_sesv2::config::SharedHttpClient;
use shared::env::{ConfigError, Environment, Mail};
use std::fmt;
use std::path::PathBuf;
use store::aws::AwsConfig;

/// Where messages go.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// To people, by Amazon's Simple Email Service.
    Ses {
        /// The way there.
        client: aws_sdk_sesv2::Client,
        /// The name of SES's rules for what is sent, if there are any.
        configuration_set: Option<String>,
    },
    /// To a directory, a file for each. Never in a deployed function: infra/local hands it in.
    Directory(PathBuf),
    /// Nowhere.
    Off,
}

/// Why a message was not sent.
#[derive(Debug)]
pub enum SendError {
    /// It never will be: something is wrong with the recipient's address or with the message.
    Refused {
        /// SES's name for the reason.
        code: String,
    },
    /// SES does not take it as things are: the sender is not verified, the account is in the sandbox or paused, a
    /// permission or a configuration set is missing. It will once somebody has mended that.
    NotTaken {
        /// SES's name for the reason.
        code: String,
    },
    /// SES can't be reached, or is busy. It may be sent the next time.
    Unavailable {
        /// SES's name for the reason, or which stage of the call failed.
        code: String,
    },
}

impl fmt::Display for SendError {
    /// Safe for logs: what SES says may quote the address, so it is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { code } => write!(f, "message refused: {code}"),
            Self::NotTaken { code } => write!(f, "message not taken: {code}"),
            Self::Unavailable { code } => write!(f, "no answer about a message: {code}"),
        }
    }
}

impl std::error::Error for SendError {}

impl Mailer {
    /// The deployed function's: SES, if there is an address that messages come from.
    ///
    /// # Errors
    /// When an address in the environment is none.
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
