//! What whoever deploys the function decides.

use shared::application::Retention;
use shared::env::{self, ConfigError, Environment, Mail, MailLimits};

/// What whoever deploys the function decides.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) retention: Retention,
    pub(crate) mail: Mail,
    pub(crate) limits: MailLimits,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// When one is missing or can't be used.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            retention: env::retention(environment)?,
            mail: Mail::from_environment(environment)?,
            limits: MailLimits::from_environment(environment)?,
        })
    }
}
