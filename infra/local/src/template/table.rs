//! The table, as far as it matters to what is written and read.

use super::node::{Node, Problem};

/// An `AWS::DynamoDB::Table`.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name in the template.
    pub logical_id: String,
    /// The attribute by whose value items are spread.
    pub partition_key: Key,
    /// The attribute by which items of one partition are sorted.
    pub sort_key: Option<Key>,
    /// Its global secondary indexes.
    pub indexes: Vec<Index>,
    /// What its stream carries, such as `NEW_AND_OLD_IMAGES`.
    pub stream: Option<String>,
    /// The attribute that holds when an item expires, in seconds since 1970.
    pub expires_at: Option<String>,
}

/// A global secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// The attribute by whose value items are spread.
    pub partition_key: Key,
    /// The attribute by which items of one partition are sorted.
    pub sort_key: Option<Key>,
    /// What it carries of each item.
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

/// What an index carries of each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Everything.
    All,
    /// The keys of the table and of the index.
    KeysOnly,
}

/// What a resource is called on this machine.
pub(super) fn local_name(logical_id: &str) -> String {
    format!("local-{logical_id}")
}

impl Table {
    /// What the table is called on this machine. On AWS, CloudFormation makes
    /// up its name in much the same way: from the stack's and the logical id.
    pub fn local_name(&self) -> String {
        local_name(&self.logical_id)
    }

    pub(super) fn read(id: &str, resource: &Node<'_>) -> Result<Self, Problem> {
        let properties = resource.require("Properties")?;
        if let Some(name) = properties.get("TableName") {
            return Err(name.problem("must be left to CloudFormation, so that the table can be replaced"));
        }
        if let Some(indexes) = properties.get("LocalSecondaryIndexes") {
            return Err(indexes.problem("the local stack does not know these"));
        }
        let (partition_key, sort_key) = read_keys(&properties, &properties)?;
        let mut indexes = Vec::new();
        for index in properties.get("GlobalSecondaryIndexes").iter().flat_map(Node::items) {
            indexes.push(Index::read(&index, &properties)?);
        }
        let text = |property: &str, key: &str| properties.get(property)?.get(key).map(|node| node.text());
        Ok(Self {
            logical_id: id.to_owned(),
            partition_key,
            sort_key,
            indexes,
            stream: text("StreamSpecification", "StreamViewType").transpose()?,
            expires_at: text("TimeToLiveSpecification", "AttributeName").transpose()?,
        })
    }
}

impl Index {
    fn read(index: &Node<'_>, table: &Node<'_>) -> Result<Self, Problem> {
        let (partition_key, sort_key) = read_keys(index, table)?;
        let kind = index.require("Projection")?.require("ProjectionType")?;
        let projection = match kind.text()?.as_str() {
            "ALL" => Projection::All,
            "KEYS_ONLY" => Projection::KeysOnly,
            _ => return Err(kind.problem("the local stack knows ALL and KEYS_ONLY")),
        };
        Ok(Self { name: index.require("IndexName")?.text()?, partition_key, sort_key, projection })
    }
}

/// The keys of the table or of one of its indexes. The attributes' types stand
/// with the table.
fn read_keys(place: &Node<'_>, table: &Node<'_>) -> Result<(Key, Option<Key>), Problem> {
    let (mut partition_key, mut sort_key) = (None, None);
    let schema = place.require("KeySchema")?;
    for element in schema.items() {
        let name = element.require("AttributeName")?.text()?;
        let kind = attribute_type(&name, table)?;
        match element.require("KeyType")?.text()?.as_str() {
            "HASH" => partition_key = Some(Key { name, kind }),
            "RANGE" => sort_key = Some(Key { name, kind }),
            _ => return Err(element.problem("KeyType must be HASH or RANGE")),
        }
    }
    Ok((partition_key.ok_or_else(|| schema.problem("has no HASH key"))?, sort_key))
}

fn attribute_type(name: &str, table: &Node<'_>) -> Result<String, Problem> {
    let definitions = table.require("AttributeDefinitions")?;
    for definition in definitions.items() {
        if definition.require("AttributeName")?.text()? == name {
            return definition.require("AttributeType")?.text();
        }
    }
    Err(definitions.problem(format!("{name} is missing")))
}
