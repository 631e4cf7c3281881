use shared::env::{ConfigError, Environment, Mail, SiteOrigin, SourceLimit};

/// The deployment's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) site_origin: SiteOrigin,
    /// The number of writes an hour that each source may make; 0 for no limit.
    pub(crate) source_limit: u64,
    /// Whether email is set up.
    pub(crate) sends_mail: bool,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When a variable is invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            site_origin: SiteOrigin::from_environment(environment)?,
            source_limit: SourceLimit::from_environment(environment)?.requests_an_hour,
            sends_mail: Mail::is_enabled(environment),
        })
    }
}
