//! Configuration from environment variables. This module is the only reader of the environment; each submodule holds the
//! settings of one concern, and each field names its variable.

mod cloudfront;
mod cors;
mod logging;
mod mail;
mod retention;
mod site_origin;
mod source_limit;
mod staff_sign_in;
mod table;
mod undo;

pub use cloudfront::CloudFront;
pub use cors::Cors;
pub use logging::Logging;
pub use mail::{Mail, MailLimits};
pub use retention::retention;
pub use site_origin::SiteOrigin;
pub use source_limit::SourceLimit;
pub use staff_sign_in::StaffSignIn;
pub use table::Table;
pub use undo::undo_seconds;

use std::collections::HashMap;
use std::fmt;

/// A set of environment variables. A deployed function reads those of its process; the local stack passes those of the
/// template.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// Reads the variables of this process. Variables that are not UTF-8 are ignored.
    #[allow(clippy::disallowed_methods, reason = "the only place that reads the environment")]
    pub fn from_process() -> Self {
        Self(std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect())
    }

    /// Returns a variable without surrounding space. An empty variable counts as not set.
    pub fn optional(&self, name: &str) -> Option<String> {
        tracing::trace!(variable.name = name, "environment variable read");
        self.0.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Returns a variable without surrounding space.
    ///
    /// # Errors
    /// When the variable is not set, or is empty.
    pub fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or(ConfigError { variable: name, reason: "is not set".to_owned() })
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

impl fmt::Debug for Environment {
    /// Shows names only, because values may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The error for an environment variable that is missing or invalid. It keeps a function from starting.
#[derive(Debug)]
pub struct ConfigError {
    variable: &'static str,
    reason: String,
}

impl ConfigError {
    /// Creates the error for an invalid value.
    pub fn invalid(variable: &'static str, reason: &dyn fmt::Display) -> Self {
        Self { variable, reason: format!("cannot be used: {reason}") }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "environment variable {} {}", self.variable, self.reason)
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn missing_and_blank_variables_are_named_in_the_error() {
        for variables in [&[][..], &[("TABLE_NAME", " ")]] {
            let error = Table::from_environment(&environment(variables)).unwrap_err();
            assert_eq!(error.to_string(), "environment variable TABLE_NAME is not set");
        }
    }

    #[test]
    fn debug_output_has_no_values() {
        assert!(!format!("{:?}", environment(&[("AWS_SECRET_ACCESS_KEY", "hush")])).contains("hush"));
    }
}
