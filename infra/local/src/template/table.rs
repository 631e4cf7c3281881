//! The table: its keys, indexes, stream and expiry.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;

use super::yaml::{YamlError, read};

/// An `AWS::DynamoDB::Table`.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name in the template.
    pub logical_id: String,
    /// The partition key.
    pub partition_key: Key,
    /// The sort key.
    pub sort_key: Option<Key>,
    /// Its global secondary indexes.
    pub indexes: Vec<Index>,
    /// The view type of its stream, such as `NEW_AND_OLD_IMAGES`.
    pub stream: Option<String>,
    /// The attribute with an item's expiry as a Unix timestamp.
    pub expires_at: Option<String>,
}

/// A global secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// The partition key.
    pub partition_key: Key,
    /// The sort key.
    pub sort_key: Option<Key>,
    /// The attributes that it contains of each item.
    pub projection: Projection,
}

/// A key attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The attribute's name.
    pub name: String,
    /// `S`, `N` or `B`.
    pub kind: String,
}

/// The attributes that an index contains of each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Projection {
    /// All attributes.
    All,
    /// The keys of the table and of the index.
    KeysOnly,
}

/// The table as written in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    attribute_definitions: Vec<Definition>,
    key_schema: Vec<Element>,
    #[serde(default)]
    global_secondary_indexes: Vec<IndexProperties>,
    local_secondary_indexes: Option<IgnoredAny>,
    stream_specification: Option<Stream>,
    time_to_live_specification: Option<TimeToLive>,
    table_name: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    attribute_name: String,
    attribute_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Element {
    attribute_name: String,
    key_type: KeyType,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum KeyType {
    Hash,
    Range,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IndexProperties {
    index_name: String,
    key_schema: Vec<Element>,
    projection: ProjectionProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProjectionProperties {
    projection_type: Projection,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    stream_view_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimeToLive {
    attribute_name: String,
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

    pub(super) fn read(at: &str, id: &str, resource: &Json) -> Result<Self, YamlError> {
        let Resource { properties } = read(at, resource)?;
        let problem = |what| YamlError::new(format!("{at}.Properties"), what);
        if properties.table_name.is_some() {
            return Err(problem(
                "TableName must be left to CloudFormation, so that the table can be replaced".to_owned(),
            ));
        }
        if properties.local_secondary_indexes.is_some() {
            return Err(problem("the local stack does not support LocalSecondaryIndexes".to_owned()));
        }
        let keys = |schema: &[Element]| keys(schema, &properties.attribute_definitions).map_err(problem);
        let (partition_key, sort_key) = keys(&properties.key_schema)?;
        let index = |index: IndexProperties| {
            let (partition_key, sort_key) = keys(&index.key_schema)?;
            Ok(Index { name: index.index_name, partition_key, sort_key, projection: index.projection.projection_type })
        };
        Ok(Self {
            logical_id: id.to_owned(),
            partition_key,
            sort_key,
            indexes: properties.global_secondary_indexes.into_iter().map(index).collect::<Result<_, _>>()?,
            stream: properties.stream_specification.map(|stream| stream.stream_view_type),
            expires_at: properties.time_to_live_specification.map(|expiry| expiry.attribute_name),
        })
    }
}

/// Returns the keys of the table or of one of its indexes, with the types that the table defines.
fn keys(schema: &[Element], definitions: &[Definition]) -> Result<(Key, Option<Key>), String> {
    let key = |of_type: KeyType| {
        let element = schema.iter().find(|element| element.key_type == of_type)?;
        let name = element.attribute_name.clone();
        let definition = definitions.iter().find(|definition| definition.attribute_name == name);
        let missing = || format!("AttributeDefinitions lacks {name}");
        Some(definition.ok_or_else(missing).map(|definition| (name.clone(), definition.attribute_type.clone())))
    };
    let key = |of_type| key(of_type).transpose().map(|found| found.map(|(name, kind)| Key { name, kind }));
    Ok((key(KeyType::Hash)?.ok_or("KeySchema has no HASH key")?, key(KeyType::Range)?))
}
