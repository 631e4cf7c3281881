//! Tables that can't be reached.

use super::*;
use crate::dynamodb::DynamoDb;
use crate::{Data, StartError};

#[tokio::test]
async fn an_export_makes_no_data_where_there_are_none() {
    let here = tempfile::tempdir().unwrap();
    let (data, file) = (here.path().join("data"), here.path().join("a.json"));
    let error = export(&local(&data), &file).await.unwrap_err().to_string();
    assert_eq!(error, format!("there is no table in {}: choose another place with --data DIR", data.display()));
    assert!(!data.exists() && !file.exists());
}

#[tokio::test]
async fn data_that_a_stack_runs_on_are_left_alone_until_it_ends() {
    let here = tempfile::tempdir().unwrap();
    fill(here.path(), &[item("a", "a")]).await;
    let running = DynamoDb::start(0, &Data::Directory(here.path().to_owned())).unwrap();
    let error = export(&local(here.path()), &here.path().join("a.json")).await.unwrap_err();
    assert!(matches!(&error, BackupError::Start(StartError::InUse { .. })), "{error}");
    assert!(error.to_string().contains("is in use: stop the stack that runs on it"), "{error}");
    drop(running);
    assert_eq!(export(&local(here.path()), &here.path().join("a.json")).await.unwrap(), 1);
}

#[tokio::test]
async fn a_table_on_aws_needs_to_be_led_to_and_to_be_there() {
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.json");
    let nowhere = Whose::Named("members".to_owned(), Environment::default());
    let error = export(&Place { table: nowhere, template: Source::Embedded }, &file).await.unwrap_err();
    assert_eq!(error.to_string(), "environment variable AWS_REGION is not set");

    let database = DynamoDb::start(0, &Data::Memory).unwrap();
    let error = export(&named(database.port), &file).await.unwrap_err().to_string();
    assert!(error.starts_with("DescribeTable failed: ResourceNotFoundException: "), "{error}");
    drop(database);
}
