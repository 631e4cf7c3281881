//! What whoever deploys the function decides.

use shared::env::{Address, Cors, Environment, Mail, Refused, Retention, SourceLimit};

/// What whoever deploys the function decides.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) address: Address,
    pub(crate) retention: Retention,
    pub(crate) cors: Cors,
    /// Requests an hour that one source may write; 0 for any number.
    pub(crate) source_limit: u64,
    /// Whether anything can be sent to applicants.
    pub(crate) sends_mail: bool,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// When one is missing or can't be used.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        Ok(Self {
            address: Address::from_environment(environment)?,
            retention: Retention::from_environment(environment)?,
            cors: Cors::from_environment(environment)?,
            source_limit: SourceLimit::from_environment(environment)?.requests_an_hour,
            sends_mail: Mail::is_sent(environment),
        })
    }
}
