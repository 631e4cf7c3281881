use shared::application::Retention;
use shared::env::{self, ConfigError, Environment, SiteOrigin, StaffSignIn};
use store::aws::AwsConfig;

/// The deployment's settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The origin at which staff reach the site.
    pub site_origin: SiteOrigin,
    /// How staff sign in. None if that is not set up.
    pub sign_in: Option<StaffSignIn>,
    /// Lambda's variables, for reading the client's secret.
    pub aws: AwsConfig,
    /// How long applications are kept.
    pub retention: Retention,
    /// For how many seconds a decision can be undone.
    pub undo_seconds: u16,
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// When a variable is missing or invalid.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let site_origin = SiteOrigin::from_environment(environment)?;
        let sign_in = StaffSignIn::from_environment(environment, &site_origin)?;
        let (retention, undo_seconds) = (env::retention(environment)?, env::undo_seconds(environment)?);
        let aws = AwsConfig::from_environment(environment)?;
        Ok(Self { site_origin, sign_in, aws, retention, undo_seconds })
    }
}
