use super::{ConfigError, Environment};

/// The longest delay of a message in an SQS queue, in seconds.
const LONGEST: u16 = 900;

/// Reads `UNDO_SECONDS`: for how long a decision can be undone, and for how long its message waits in the queue. 0 means
/// not at all.
///
/// # Errors
/// When the variable is not set, or is not a number from 0 to 900.
pub fn undo_seconds(environment: &Environment) -> Result<u16, ConfigError> {
    let seconds = environment.required("UNDO_SECONDS")?.parse().ok().filter(|seconds| *seconds <= LONGEST);
    seconds.ok_or(ConfigError::invalid("UNDO_SECONDS", &"it must be a number of seconds from 0 to 900"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::environment;

    #[test]
    fn a_decision_can_be_undone_while_its_message_can_wait() {
        let read = |text| undo_seconds(&environment(&[("UNDO_SECONDS", text)])).ok();
        assert_eq!(["0", "900", "901", "-1", "soon"].map(read), [Some(0), Some(900), None, None, None]);
    }
}
