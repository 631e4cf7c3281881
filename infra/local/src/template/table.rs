//! The table: its keys, indexes, stream and expiry.

use dynoxide::types::{AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// An `AWS::DynamoDB::Table`, in the terms that CloudFormation shares with DynamoDB's API. It has no `TableName`, so that
/// CloudFormation can replace the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Table {
    /// Its name in the template.
    #[serde(skip)]
    pub logical_id: String,
    /// The attributes of its keys, and of its indexes'.
    pub attribute_definitions: Vec<AttributeDefinition>,
    /// Its keys.
    pub key_schema: Vec<KeySchemaElement>,
    /// Its global secondary indexes.
    pub global_secondary_indexes: Vec<GlobalSecondaryIndex>,
    /// Its stream.
    pub stream_specification: StreamSpecification,
    /// The expiry of its items.
    pub time_to_live_specification: TimeToLive,
    #[serde(rename = "BillingMode")]
    _billing_mode: IgnoredAny,
    #[serde(rename = "PointInTimeRecoverySpecification")]
    _recovery: IgnoredAny,
    #[serde(rename = "DeletionProtectionEnabled")]
    _deletion_protection: IgnoredAny,
    #[serde(rename = "SSESpecification")]
    _encryption: IgnoredAny,
}

/// The stream of a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct StreamSpecification {
    /// Its view type, such as `NEW_AND_OLD_IMAGES`.
    pub stream_view_type: String,
}

/// The expiry of a table's items.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TimeToLive {
    /// The attribute with the expiry as a Unix timestamp.
    pub attribute_name: String,
}

/// Returns the local name of a resource.
pub(super) fn local_name(logical_id: &str) -> String {
    format!("local-{logical_id}")
}

impl Table {
    /// Returns the table's local name. On AWS, CloudFormation generates its name, also from the stack's name and the
    /// logical id.
    pub fn local_name(&self) -> String {
        local_name(&self.logical_id)
    }
}
