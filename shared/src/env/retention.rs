use super::{ConfigError, Environment};
use crate::application::Retention;

/// Reads `DRAFT_DAYS`, `SUSPECT_DAYS`, `CLOSED_DAYS` and `UNDECIDED_DAYS`.
///
/// # Errors
/// When a variable is not set, or is not a number from 1 to 3,650.
pub fn retention(environment: &Environment) -> Result<Retention, ConfigError> {
    let days = |name| {
        let days = environment.required(name)?.parse().ok().filter(|days| (1..=3650).contains(days));
        days.ok_or(ConfigError::invalid(name, &"it must be a number of days from 1 to 3650"))
    };
    Ok(Retention {
        draft_days: days("DRAFT_DAYS")?,
        suspect_days: days("SUSPECT_DAYS")?,
        closed_days: days("CLOSED_DAYS")?,
        undecided_days: days("UNDECIDED_DAYS")?,
    })
}
