use super::Environment;

/// How much is logged.
#[derive(Debug, Clone, Default)]
pub struct Logging {
    /// `RUST_LOG`: the least severe level that our own crates log: `error`, `warn`, `info` or `debug`.
    pub level: Option<String>,
}

impl Logging {
    /// Reads `RUST_LOG`. The level is not checked here, because a typo must not keep a function from starting.
    pub fn from_environment(environment: &Environment) -> Self {
        Self { level: environment.optional("RUST_LOG") }
    }
}
