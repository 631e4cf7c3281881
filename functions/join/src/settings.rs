use shared::application::Retention;
use shared::env::{self, ConfigError, Cors, Environment, Mail, SiteOrigin, SourceLimit};

/// The deployment's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) site_origin: SiteOrigin,
    pub(crate) retention: Retention,
    /// For how many seconds staff can undo a decision.
    pub(crate) undo_seconds: u16,
    pub(crate) cors: Cors,
    /// The number of writes an hour that each source may make; 0 for no limit.
    pub(crate) source_limit: u64,
    /// Whether email is set up.
    pub(crate) sends_mail: bool,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When a variable is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            site_origin: SiteOrigin::from_environment(environment)?,
            retention: env::retention(environment)?,
            undo_seconds: env::undo_seconds(environment)?,
            cors: Cors::from_environment(environment)?,
            source_limit: SourceLimit::from_environment(environment)?.requests_an_hour,
            sends_mail: Mail::is_enabled(environment),
        })
    }
}
