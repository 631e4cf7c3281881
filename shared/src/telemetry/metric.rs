//! Counts of events, for CloudWatch.

use serde_json::Value;

/// The field of an event that names the metric towards which it counts.
pub(super) const FIELD: &str = "metric";

/// A metric. An event counts towards it, once for its line, if it has the field `metric` with its name. None has
/// dimensions, and none says whom or what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Applications were submitted.
    ApplicationsReceived,
    /// Applications were set aside as likely spam, by `notify` or by staff.
    ApplicationsSetAside,
    /// Applications were accepted, and may be undone.
    ApplicationsAccepted,
    /// Applications were declined, and may be undone.
    ApplicationsDeclined,
    /// Applications were withdrawn by their applicants.
    ApplicationsWithdrawn,
    /// SES took messages.
    MailSent,
    /// SES refused messages, for good or until somebody mends something.
    MailRefused,
    /// Messages bounced, for good or not.
    MailBounced,
    /// Messages were reported as spam.
    MailComplained,
    /// Messages were not sent because of a daily limit.
    MailLimited,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 10] = [
        Self::ApplicationsReceived,
        Self::ApplicationsSetAside,
        Self::ApplicationsAccepted,
        Self::ApplicationsDeclined,
        Self::ApplicationsWithdrawn,
        Self::MailSent,
        Self::MailRefused,
        Self::MailBounced,
        Self::MailComplained,
        Self::MailLimited,
    ];

    /// The name in CloudWatch.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApplicationsReceived => "ApplicationsReceived",
            Self::ApplicationsSetAside => "ApplicationsSetAside",
            Self::ApplicationsAccepted => "ApplicationsAccepted",
            Self::ApplicationsDeclined => "ApplicationsDeclined",
            Self::ApplicationsWithdrawn => "ApplicationsWithdrawn",
            Self::MailSent => "MailSent",
            Self::MailRefused => "MailRefused",
            Self::MailBounced => "MailBounced",
            Self::MailComplained => "MailComplained",
            Self::MailLimited => "MailLimited",
        }
    }
}

/// Writes the members that make a line of JSON count one towards a metric, in the [embedded metric
/// format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
///
/// CloudWatch finds them beside any others. Lambda [passes lines of JSON on as they
/// are](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html#monitoring-cloudwatchlogs-logformat-default),
/// so the log format `JSON` does not hide them in a `message`.
pub(super) fn members(name: &str, namespace: &str, milliseconds: u128) -> String {
    let (name, namespace) = (Value::from(name), Value::from(namespace));
    format!(
        r#","_aws":{{"Timestamp":{milliseconds},"CloudWatchMetrics":[{{"Namespace":{namespace},"Dimensions":[[]],"Metrics":[{{"Name":{name},"Unit":"Count"}}]}}]}},{name}:1"#
    )
}
