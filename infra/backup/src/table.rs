//! The table to export or import.

use std::fmt;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use serde_json::Value;
use shared::env::{ConfigError, Environment};
use store::aws::{AwsConfig, TimeLimits};

use crate::BackupError;
use crate::item::{Item, Schema};

/// Longer than for a visitor: a page of a large table is a megabyte, and the region may be far away.
const LIMITS: TimeLimits = TimeLimits {
    connect: Duration::from_secs(5),
    attempt: Duration::from_secs(30),
    operation: Duration::from_secs(120),
    attempts: 8,
};

/// A table that can be reached.
pub struct Table {
    /// A client for its database.
    pub client: Client,
    /// Its name.
    pub name: String,
    pub(crate) schema: Schema,
    pub(crate) is_followed: Box<dyn Fn(&Value) -> bool + Send + Sync>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Table {
    /// Opens a table. `is_followed` says whether a record of its stream, as JSON, reaches a function.
    ///
    /// # Errors
    /// If the table is missing or does not respond.
    pub async fn open(
        client: Client,
        name: String,
        is_followed: impl Fn(&Value) -> bool + Send + Sync + 'static,
    ) -> Result<Self, BackupError> {
        let described = client.describe_table().table_name(&name).send().await;
        let described = described.map_err(|error| BackupError::request("DescribeTable", &error))?;
        let missing = || BackupError::Request { operation: "DescribeTable", reason: "empty response".to_owned() };
        let schema = Schema::of(&described.table.ok_or_else(missing)?);
        Ok(Self { client, name, schema, is_followed: Box::new(is_followed) })
    }

    /// Reads every item, or the first `limit` of them.
    pub(crate) async fn items(&self, limit: Option<i32>) -> Result<Vec<Item>, BackupError> {
        let (mut items, mut start) = (Vec::new(), None);
        loop {
            let scan = self.client.scan().table_name(&self.name).consistent_read(true).set_limit(limit);
            let page = scan.set_exclusive_start_key(start).send().await;
            let page = page.map_err(|error| BackupError::request("Scan", &error))?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() || (limit.is_some() && !items.is_empty()) {
                return Ok(items);
            }
        }
    }
}

/// Connects to the database that the AWS variables name.
///
/// # Errors
/// If a variable is missing or malformed.
pub fn connect(variables: &Environment) -> Result<Client, ConfigError> {
    let aws = AwsConfig::from_environment(variables)?;
    Ok(aws.dynamodb(aws.http_client()?, LIMITS))
}
