use super::{ConfigError, Environment};

/// How many requests one source may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLimit {
    /// `SOURCE_LIMIT`: requests an hour; 0 for no limit.
    pub requests_an_hour: u64,
}

impl SourceLimit {
    /// Reads `SOURCE_LIMIT`.
    ///
    /// # Errors
    /// When it is not set, or not a whole number.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let limit = environment.required("SOURCE_LIMIT")?.parse();
        let requests_an_hour = limit.map_err(|_| ConfigError::invalid("SOURCE_LIMIT", &"it must be a whole number"))?;
        Ok(Self { requests_an_hour })
    }
}
