//! The template's table, created as CloudFormation would.

use dynoxide::actions::TableDescription;
use dynoxide::actions::create_table::{CreateTableRequest, StreamSpecification};
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};

use crate::template::Table;

/// Creates the table if it is missing. Returns whether its keys and indexes match the template's.
pub(crate) fn create_if_missing(database: &Database, table: &Table) -> Result<bool, DynoxideError> {
    match database.describe_table(DescribeTableRequest { table_name: table.local_name() }) {
        Ok(described) => Ok(is_same(&described.table, table)),
        Err(DynoxideError::ResourceNotFoundException(_)) => create(database, table).map(|()| true),
        Err(error) => Err(error),
    }
}

fn create(database: &Database, table: &Table) -> Result<(), DynoxideError> {
    let view_type = table.stream_specification.stream_view_type.clone();
    database.create_table(CreateTableRequest {
        table_name: table.local_name(),
        key_schema: table.key_schema.clone(),
        attribute_definitions: table.attribute_definitions.clone(),
        global_secondary_indexes: Some(table.global_secondary_indexes.clone()),
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        stream_specification: Some(StreamSpecification { stream_enabled: true, stream_view_type: Some(view_type) }),
        ..CreateTableRequest::default()
    })?;
    let attribute_name = table.time_to_live_specification.attribute_name.clone();
    database.update_time_to_live(UpdateTimeToLiveRequest {
        table_name: table.local_name(),
        time_to_live_specification: TimeToLiveSpecification { attribute_name, enabled: true },
    })?;
    Ok(())
}

fn is_same(existing: &TableDescription, table: &Table) -> bool {
    let existing_indexes = existing.global_secondary_indexes.as_deref().unwrap_or_default();
    let same = |index: &dynoxide::types::GlobalSecondaryIndex| {
        existing_indexes.iter().any(|one| one.index_name == index.index_name && one.key_schema == index.key_schema)
    };
    existing.key_schema == table.key_schema
        && existing_indexes.len() == table.global_secondary_indexes.len()
        && table.global_secondary_indexes.iter().all(same)
}
