use super::Environment;

/// What is logged, and counted.
#[derive(Debug, Clone, Default)]
pub struct Logging {
    /// `RUST_LOG`: the least severe level that our own crates log: `error`, `warn`, `info` or `debug`.
    pub level: Option<String>,
    /// `METRIC_NAMESPACE`: the namespace of the metrics in CloudWatch towards which events count. If it is not set,
    /// lines have no metrics.
    pub metric_namespace: Option<String>,
}

impl Logging {
    /// Reads the variables. The level is not checked here, because a typo must not keep a function from starting.
    pub fn from_environment(environment: &Environment) -> Self {
        let (level, metric_namespace) = (environment.optional("RUST_LOG"), environment.optional("METRIC_NAMESPACE"));
        Self { level, metric_namespace }
    }
}
