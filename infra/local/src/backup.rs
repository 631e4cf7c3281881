//! Exports and imports of a table on this machine or on AWS, for the commands of that name.

use std::error::Error;
use std::path::{Path, PathBuf};

use backup::{Imported, Lines, Table};
use shared::env::Environment;
use store::Store;

use crate::dynamodb::{self, DynamoDb};
use crate::template::Mapping;
use crate::{Data, TemplateSource};

/// A table and its template.
#[derive(Debug, Clone)]
pub struct TableLocation {
    /// The table.
    pub table: TableSource,
    /// The template, which defines a new table's keys and the stream's filters.
    pub template: TemplateSource,
}

/// A table on this machine or elsewhere.
#[derive(Debug, Clone)]
pub enum TableSource {
    /// The table in this data directory. Its stack must not be running.
    Local(PathBuf),
    /// The table with this name, on AWS or at the endpoint that these variables set.
    Named(String, Environment),
}

/// An open table, and its database if that is local.
pub struct OpenTable {
    /// The table.
    pub table: Table,
    _database: Option<DynamoDb>,
}

impl OpenTable {
    /// Returns the store of the table.
    pub fn store(&self) -> Store {
        Store::new(self.table.client.clone(), &self.table.name)
    }
}

/// Exports a table: see [`backup::export`].
///
/// # Errors
/// If there is no table, or the export fails.
pub async fn export(from: &TableLocation, to: &Path) -> Result<usize, Box<dyn Error>> {
    Ok(backup::export(&from.open().await?.table, to).await?)
}

/// Imports files into a table, creating it if the data directory has none: see [`backup::import`].
///
/// # Errors
/// If a file can't be read, or the import fails.
pub async fn import(from: &[PathBuf], to: &TableLocation, missing: bool) -> Result<Imported, Box<dyn Error>> {
    let lines = Lines::read(from)?;
    Ok(backup::import(lines, &to.open_or_create().await?.table, missing).await?)
}

impl TableLocation {
    /// Opens an existing table.
    ///
    /// # Errors
    /// If there is no table, or it can't be reached.
    pub async fn open(&self) -> Result<OpenTable, Box<dyn Error>> {
        match &self.table {
            TableSource::Local(data) if !data.join(dynamodb::FILE).exists() => {
                let data = data.display();
                Err(format!("there is no table in {data}: choose another place with --data DIR").into())
            }
            _ => self.open_or_create().await,
        }
    }

    /// Opens the table, creating it if the data directory has none.
    ///
    /// # Errors
    /// If the table can't be reached.
    pub async fn open_or_create(&self) -> Result<OpenTable, Box<dyn Error>> {
        let template = self.template.read()?;
        let (client, name, database) = match &self.table {
            TableSource::Local(directory) => {
                let database = DynamoDb::start(0, &Data::Directory(directory.clone()), &template.table)?;
                (dynamodb::client(&database.endpoint()), template.table.local_name(), Some(database))
            }
            TableSource::Named(name, variables) => (backup::connect(variables)?, name.clone(), None),
        };
        let mappings = template.mappings;
        let is_followed = move |record: &_| mappings.iter().any(|mapping: &Mapping| mapping.accepts(record));
        Ok(OpenTable { table: Table::open(client, name, is_followed).await?, _database: database })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use aws_sdk_dynamodb::types::AttributeValue;
    use backup::{Item, line};

    use super::*;
    use crate::stream::{Record, Stream};

    fn item(partition: &str, sort: &str) -> Item {
        [("pk", partition), ("sk", sort)]
            .map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned())))
            .into()
    }

    #[tokio::test]
    async fn items_that_reach_functions_are_imported_last() {
        let directory = tempfile::tempdir().unwrap();
        let keys = ["application", "notice#received", "history#000001", "zebra"];
        let items = ["application#2", "application#1", "zone"].map(|partition| keys.map(|sort| item(partition, sort)));
        let lines: Vec<_> = items.iter().flatten().map(|item| line(item).unwrap()).collect();
        let (file, data) = (directory.path().join("all.json"), directory.path().join("data"));
        fs::write(&file, lines.join("\n")).unwrap();
        let location = TableLocation { table: TableSource::Local(data.clone()), template: TemplateSource::Embedded };
        import(&[file], &location, false).await.unwrap();

        let OpenTable { _database, .. } = location.open().await.unwrap();
        let records = Stream::new(_database.unwrap().database.clone(), "local-Table").read("", 100).unwrap();
        let sort = |record: &Record| record.json["dynamodb"]["Keys"]["sk"]["S"].as_str().unwrap().to_owned();
        let order: Vec<_> = records.iter().map(sort).collect();
        assert_eq!(order.len(), 12);
        assert!(order[..9].iter().all(|sort| sort != "application"), "{order:?}");
    }
}
