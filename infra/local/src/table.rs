//! The template's table, created as CloudFormation would.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, DisplayErrorContext};
use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection as SdkProjection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType, TableDescription,
    TimeToLiveSpecification,
};

use crate::StartError;
use crate::template::{Key, Projection, Table};

/// Creates the table if it is missing. Returns whether its keys and indexes match the template's.
pub(crate) async fn create_if_missing(client: &Client, table: &Table) -> Result<bool, StartError> {
    let name = table.local_name();
    match client.describe_table().table_name(&name).send().await {
        Ok(described) => Ok(described.table.is_some_and(|existing| is_same(&existing, table))),
        Err(error) if error.as_service_error().is_some_and(DescribeTableError::is_resource_not_found_exception) => {
            create(client, table, &name).await?;
            Ok(true)
        }
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: impl std::error::Error) -> StartError {
    StartError::Database(DisplayErrorContext(error).to_string())
}

async fn create(client: &Client, table: &Table, name: &str) -> Result<(), StartError> {
    let mut request = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes(table).map_err(failed)?))
        .set_key_schema(Some(schema(&table.partition_key, table.sort_key.as_ref()).map_err(failed)?));
    for index in &table.indexes {
        let projection = match index.projection {
            Projection::All => ProjectionType::All,
            Projection::KeysOnly => ProjectionType::KeysOnly,
        };
        let index = GlobalSecondaryIndex::builder()
            .index_name(&index.name)
            .set_key_schema(Some(schema(&index.partition_key, index.sort_key.as_ref()).map_err(failed)?))
            .projection(SdkProjection::builder().projection_type(projection).build())
            .build();
        request = request.global_secondary_indexes(index.map_err(failed)?);
    }
    if let Some(view) = &table.stream {
        let stream =
            StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::from(view.as_str()));
        request = request.stream_specification(stream.build().map_err(failed)?);
    }
    request.send().await.map_err(failed)?;
    if let Some(attribute) = &table.expires_at {
        let expiry = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute).build();
        let expiry = expiry.map_err(failed)?;
        client
            .update_time_to_live()
            .table_name(name)
            .time_to_live_specification(expiry)
            .send()
            .await
            .map_err(failed)?;
    }
    Ok(())
}

/// Returns the definitions of all key attributes, without duplicates.
fn attributes(table: &Table) -> Result<Vec<AttributeDefinition>, BuildError> {
    let own = [Some(&table.partition_key), table.sort_key.as_ref()];
    let of_indexes = table.indexes.iter().flat_map(|index| [Some(&index.partition_key), index.sort_key.as_ref()]);
    let keys = own.into_iter().chain(of_indexes).flatten();
    let kinds: BTreeMap<_, _> = keys.map(|key| (key.name.as_str(), key.kind.as_str())).collect();
    let definition = |(name, kind)| {
        let kind = ScalarAttributeType::from(kind);
        AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build()
    };
    kinds.into_iter().map(definition).collect()
}

fn schema(partition_key: &Key, sort_key: Option<&Key>) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |key: &Key, kind| KeySchemaElement::builder().attribute_name(&key.name).key_type(kind).build();
    let partition_key = element(partition_key, KeyType::Hash);
    let sort_key = sort_key.map(|key| element(key, KeyType::Range));
    [Some(partition_key), sort_key].into_iter().flatten().collect()
}

fn is_same(existing: &TableDescription, table: &Table) -> bool {
    let wanted = schema(&table.partition_key, table.sort_key.as_ref());
    let keys = wanted.is_ok_and(|wanted| wanted == existing.key_schema());
    let existing_indexes: BTreeMap<_, _> =
        existing.global_secondary_indexes().iter().map(|index| (index.index_name(), index.key_schema())).collect();
    let indexes = table.indexes.iter().all(|index| {
        let wanted = schema(&index.partition_key, index.sort_key.as_ref());
        wanted.is_ok_and(|wanted| existing_indexes.get(&Some(index.name.as_str())) == Some(&wanted.as_slice()))
    });
    keys && indexes && existing_indexes.len() == table.indexes.len()
}
