//! What whoever deploys the function decides.

use shared::env::{Environment, Mail, MailLimits, Refused, Retention};

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
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        Ok(Self {
            retention: Retention::from_environment(environment)?,
            mail: Mail::from_environment(environment)?,
            limits: MailLimits::from_environment(environment)?,
        })
    }
}
