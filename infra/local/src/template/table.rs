//! The table: its keys, indexes, stream and expiry, and how it is created.

use dynoxide::actions::TableDescription;
use dynoxide::actions::create_table::{self, CreateTableRequest};
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::types::{AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement};
use dynoxide::{Database, DynoxideError};
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
pub(crate) fn local_name(logical_id: &str) -> String {
    format!("local-{logical_id}")
}

/// Returns the logical id of a resource from its local name; empty for any other name.
pub(crate) fn logical_id(local_name: &str) -> &str {
    local_name.strip_prefix("local-").unwrap_or_default()
}

impl Table {
    /// Returns the table's local name. On AWS, CloudFormation generates its name, also from the stack's name and the
    /// logical id.
    pub fn local_name(&self) -> String {
        local_name(&self.logical_id)
    }

    /// Creates the table if it is missing, as CloudFormation would. Returns whether its keys and indexes match the
    /// template's.
    pub(crate) fn create_if_missing(&self, database: &Database) -> Result<bool, DynoxideError> {
        match database.describe_table(DescribeTableRequest { table_name: self.local_name() }) {
            Ok(described) => Ok(self.is_same(&described.table)),
            Err(DynoxideError::ResourceNotFoundException(_)) => self.create(database).map(|()| true),
            Err(error) => Err(error),
        }
    }

    fn create(&self, database: &Database) -> Result<(), DynoxideError> {
        let stream_view_type = Some(self.stream_specification.stream_view_type.clone());
        database.create_table(CreateTableRequest {
            table_name: self.local_name(),
            key_schema: self.key_schema.clone(),
            attribute_definitions: self.attribute_definitions.clone(),
            global_secondary_indexes: Some(self.global_secondary_indexes.clone()),
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            stream_specification: Some(create_table::StreamSpecification { stream_enabled: true, stream_view_type }),
            ..CreateTableRequest::default()
        })?;
        let attribute_name = self.time_to_live_specification.attribute_name.clone();
        let time_to_live_specification = TimeToLiveSpecification { attribute_name, enabled: true };
        let request = UpdateTimeToLiveRequest { table_name: self.local_name(), time_to_live_specification };
        database.update_time_to_live(request).map(drop)
    }

    fn is_same(&self, existing: &TableDescription) -> bool {
        let indexes = existing.global_secondary_indexes.as_deref().unwrap_or_default();
        let exists = |index: &GlobalSecondaryIndex| {
            indexes.iter().any(|one| one.index_name == index.index_name && one.key_schema == index.key_schema)
        };
        existing.key_schema == self.key_schema
            && indexes.len() == self.global_secondary_indexes.len()
            && self.global_secondary_indexes.iter().all(exists)
    }
}
