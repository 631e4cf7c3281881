//! Tables that can't be reached.

use local::{Data, Handler, Options, Stack};

use super::*;

/// Starts a stack whose functions do nothing.
async fn idle(data: Data) -> Stack {
    let options = Options { data, ..Options::default() };
    let starting = Stack::start_with(options, |environments| async {
        let idle = || Handler::program(|_| async { Ok("{}".to_owned()) });
        Ok(environments.into_keys().map(|name| (name, idle())).collect())
    });
    starting.await.unwrap()
}

#[tokio::test]
async fn an_export_does_not_create_a_data_directory() {
    let here = tempfile::tempdir().unwrap();
    let (data, file) = (here.path().join("data"), here.path().join("a.json"));
    let error = export(&local(&data), &file).await.unwrap_err().to_string();
    assert_eq!(error, format!("there is no table in {}: choose another place with --data DIR", data.display()));
    assert!(!data.exists() && !file.exists());
}

#[tokio::test]
async fn a_running_stacks_data_is_refused_until_the_stack_ends() {
    let here = tempfile::tempdir().unwrap();
    fill(here.path(), &[item("a", "a")]).await;
    let running = idle(Data::Directory(here.path().to_owned())).await;
    let error = export(&local(here.path()), &here.path().join("a.json")).await.unwrap_err();
    assert!(error.to_string().contains("is in use: stop the stack that runs on it"), "{error}");
    running.stop().await;
    assert_eq!(export(&local(here.path()), &here.path().join("a.json")).await.unwrap(), 1);
}

#[tokio::test]
async fn a_table_on_aws_requires_variables_and_must_exist() {
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.json");
    let named = |variables| TableLocation {
        table: TableSource::Named("members".to_owned(), Environment::from_iter(variables)),
        template: TemplateSource::Embedded,
    };
    let error = export(&named(Vec::new()), &file).await.unwrap_err();
    assert_eq!(error.to_string(), "environment variable AWS_REGION is not set");

    let stack = idle(Data::Memory).await;
    let variables = [
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", stack.dynamodb_url()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
    ];
    let place = named(variables.map(|(name, value)| (name.to_owned(), value)).into());
    let error = export(&place, &file).await.unwrap_err().to_string();
    assert!(error.starts_with("DescribeTable failed: ResourceNotFoundException: "), "{error}");
}
