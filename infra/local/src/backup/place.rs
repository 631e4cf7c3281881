//! Where the table is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use shared::env::{ConfigError, Environment};
use store::aws::AwsConfig;
use store::aws::TimeLimits;

use super::BackupError;
use super::item::{Item, Schema};
use crate::dynamodb::{self, DynamoDb};
use crate::table::{Found, create_if_missing};
use crate::{Data, Source, StartError, Template};

/// More patience than a visitor has: a page of a large table is a megabyte, and it may come from far away.
const LIMITS: TimeLimits = TimeLimits {
    connect: Duration::from_secs(5),
    attempt: Duration::from_secs(30),
    operation: Duration::from_secs(120),
    attempts: 8,
};

/// A table, and the template that it is from.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which table.
    pub table: Whose,
    /// Where the template comes from. It says how the table of a new data directory is made, and what its stream shows
    /// to functions.
    pub template: Source,
}

/// Which table.
#[derive(Debug, Clone)]
pub enum Whose {
    /// The one of the stack that keeps its data in this directory and does not run.
    Local(PathBuf),
    /// The one of this name, on AWS or wherever else these variables lead.
    Named(String, Environment),
}

/// A table that answers, as long as this is there.
pub(super) struct Table {
    pub(super) client: Client,
    pub(super) name: String,
    pub(super) schema: Schema,
    pub(super) template: Template,
    _database: Option<DynamoDb>,
}

impl Place {
    /// The table that is to be read.
    pub(super) async fn open(&self) -> Result<Table, BackupError> {
        match &self.table {
            Whose::Local(directory) if !directory.join(dynamodb::FILE).exists() => {
                Err(BackupError::NoData(directory.clone()))
            }
            _ => self.open_or_create().await,
        }
    }

    /// The table that is to be written to. That of a data directory is made if it is not there.
    pub(super) async fn open_or_create(&self) -> Result<Table, BackupError> {
        let template = match &self.template {
            Source::Embedded => Template::embedded()?,
            Source::File(path) => Template::read(path)?,
        };
        let (client, name, database) = match &self.table {
            Whose::Local(directory) => {
                let (client, database) = start(directory, &template).await?;
                (client, template.table.local_name(), Some(database))
            }
            Whose::Named(name, variables) => {
                (connect(variables).map_err(BackupError::Environment)?, name.clone(), None)
            }
        };
        let described = client.describe_table().table_name(&name).send().await;
        let described = described.map_err(|error| BackupError::request("DescribeTable", &error))?;
        let missing = || BackupError::Request { operation: "DescribeTable", reason: "it says nothing".to_owned() };
        let schema = Schema::of(&described.table.ok_or_else(missing)?);
        Ok(Table { client, name, schema, template, _database: database })
    }
}

async fn start(directory: &Path, template: &Template) -> Result<(Client, DynamoDb), StartError> {
    let database = DynamoDb::start(0, &Data::Directory(directory.to_owned()))?;
    let client = dynamodb::client(&database.endpoint());
    match create_if_missing(&client, &template.table).await? {
        Found::Same => Ok((client, database)),
        Found::Different => {
            Err(StartError::OtherTable { directory: directory.to_owned(), table: template.table.local_name() })
        }
    }
}

fn connect(variables: &Environment) -> Result<Client, ConfigError> {
    let aws = AwsConfig::from_environment(variables)?;
    Ok(aws.dynamodb(aws.http_client()?, LIMITS))
}

impl Table {
    /// Every item, or the first `most` of them.
    pub(super) async fn items(&self, most: Option<i32>) -> Result<Vec<Item>, BackupError> {
        let (mut items, mut start) = (Vec::new(), None);
        loop {
            let scan = self.client.scan().table_name(&self.name).consistent_read(true).set_limit(most);
            let page = scan.set_exclusive_start_key(start).send().await;
            let page = page.map_err(|error| BackupError::request("Scan", &error))?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() || (most.is_some() && !items.is_empty()) {
                return Ok(items);
            }
        }
    }
}
