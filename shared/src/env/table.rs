use super::{ConfigError, Environment};

/// The DynamoDB table that holds applications.
#[derive(Debug, Clone)]
pub struct Table {
    /// `TABLE_NAME`.
    pub name: String,
}

impl Table {
    /// Reads `TABLE_NAME`.
    ///
    /// # Errors
    /// When it is not set.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { name: environment.required("TABLE_NAME")? })
    }
}
