//! What whoever deploys the function decides.

use shared::application::Retention;
use shared::env::{self, ConfigError, Cors, Environment, Mail, SiteOrigin, SourceLimit};

/// What whoever deploys the function decides.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) site_origin: SiteOrigin,
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
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            site_origin: SiteOrigin::from_environment(environment)?,
            retention: env::retention(environment)?,
            cors: Cors::from_environment(environment)?,
            source_limit: SourceLimit::from_environment(environment)?.requests_an_hour,
            sends_mail: Mail::is_enabled(environment),
        })
    }
}
