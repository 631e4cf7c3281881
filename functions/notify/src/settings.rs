//! The settings of a deployment.

use shared::application::Retention;
use shared::env::{self, ConfigError, Environment, Mail, MailLimits};

/// The settings of a deployment.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) retention: Retention,
    pub(crate) mail: Mail,
    pub(crate) limits: MailLimits,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            retention: env::retention(environment)?,
            mail: Mail::from_environment(environment)?,
            limits: MailLimits::from_environment(environment)?,
        })
    }
}
