//! Export of a whole table, and import into another stack.

use crate::support::outbox::{deliveries, outbox};
use crate::support::store::{acted_at, apply_as_a_program, ask_for_link, move_to, store, withdraw};
use crate::support::{Item, Visitor, log, options, scan, start, table, text};
use local::backup::{TableLocation, TableSource, export, import};
use local::{Data, Options, Stack, TemplateSource};
use shared::application::Status;
use shared::env::Environment;
use std::path::{Path, PathBuf};

/// Exports a stack with applications in every state and their messages. Returns the private path of one, all items and
/// the export's file.
async fn exported(directory: &Path) -> (String, Vec<Item>, PathBuf) {
    let data = directory.join("data");
    let stack = Stack::start(Options { data: Data::Directory(data.clone()), ..options() }).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    let received = visitor.apply().await;
    let reviewed = visitor.apply().await;
    for status in [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted] {
        move_to(&stack, &reviewed, status).await;
    }
    withdraw(&stack, &visitor.apply().await).await;
    for last in [Status::InReview, Status::MoreInformation, Status::Declined] {
        let address = visitor.apply().await;
        move_to(&stack, &address, Status::InReview).await;
        if last != Status::InReview {
            move_to(&stack, &address, last).await;
        }
    }
    let draft = visitor.fill_in_everything().await;
    ask_for_link(&stack, &draft, 1, "colleague@example.net").await;
    ask_for_link(&stack, &received, 1, "colleague@example.net").await;
    apply_as_a_program(&stack, &visitor).await;
    remove_published(&stack).await;
    let items = sorted(scan(&stack).await);
    // The sixth submission within an hour is left to the digest.
    assert_eq!(deliveries(&stack).await.len(), 21, "{:?}", deliveries(&stack).await);
    stack.stop().await;
    let file = directory.join("export.json.gz");
    assert_eq!(export(&local_table(&data), &file).await.unwrap(), items.len());
    (received, items, file)
}

fn local_table(data: &Path) -> TableLocation {
    TableLocation { table: TableSource::Local(data.to_owned()), template: TemplateSource::Embedded }
}

/// Returns the table of a running stack, reached as on AWS.
fn running(stack: &Stack) -> TableLocation {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", stack.dynamodb_url()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    let table = TableSource::Named(stack.table_name().to_owned(), Environment::from_iter(variables));
    TableLocation { table, template: TemplateSource::Embedded }
}

/// Leaves out how often the counters have changed.
fn without_changed(mut item: Item) -> Item {
    item.remove("changed");
    item
}

/// Removes the published directory, which every stack publishes anew, so that the rest can be compared.
async fn remove_published(stack: &Stack) {
    stack.drained().await;
    for item in scan(stack).await.into_iter().filter(|item| text(item, "pk") == "directory") {
        table::delete(stack, &item).await;
    }
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(|item| ["pk", "sk"].map(|name| text(item, name).to_owned()));
    items
}

#[tokio::test]
async fn an_imported_table_exports_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let (address, items, file) = exported(directory.path()).await;
    let new = directory.path().join("new");
    assert_eq!(import(std::slice::from_ref(&file), &local_table(&new), false).await.unwrap().added, items.len());

    let stack = Stack::start(Options { data: Data::Directory(new.clone()), ..options() }).await.unwrap();
    remove_published(&stack).await;
    assert_eq!(sorted(scan(&stack).await), items);
    assert_eq!(outbox(&stack).await, [], "sent messages are not repeated");
    let page = Visitor::to(&stack.site_url()).get(&address).await;
    let application = table::application(&stack, &address).await;
    assert!(page.status.is_success() && page.body.contains(text(&application, "reference")), "{}", page.body);
    stack.stop().await;

    let again = directory.path().join("again.json.gz");
    export(&local_table(&new), &again).await.unwrap();
    assert!(std::fs::read(again).unwrap() == std::fs::read(file).unwrap(), "byte for byte");
}

#[tokio::test]
async fn importing_sends_no_message() {
    let directory = tempfile::tempdir().unwrap();
    let (_, items, file) = exported(directory.path()).await;
    let (stack, _visitor) = start().await;
    import(&[file], &running(&stack), false).await.unwrap();
    remove_published(&stack).await;
    assert_eq!(sorted(scan(&stack).await), items);
    assert_eq!(outbox(&stack).await, []);
}

#[tokio::test]
async fn a_lost_application_is_restored_completely_without_messages() {
    let directory = tempfile::tempdir().unwrap();
    let (address, items, file) = exported(directory.path()).await;
    let (stack, visitor) = start().await;
    import(std::slice::from_ref(&file), &running(&stack), false).await.unwrap();
    let application = table::application(&stack, &address).await;
    let reference = text(&application, "reference");
    table::delete(&stack, &application).await;
    assert!(scan(&stack).await.len() < items.len() - 1, "its match keys and links were deleted too");
    let log = log::logged();
    let is_named = |line: &str| line.contains("application removed") && line.contains(reference);
    assert!(log.lines().any(is_named), "the log must name removed applications");

    let imported = import(&[file], &running(&stack), true).await.unwrap();
    assert_eq!(imported.different.len(), 2, "the claim of its reference and the counters: {:?}", imported.different);
    store(&stack).recount(acted_at()).await.unwrap();
    remove_published(&stack).await;
    let uncounted = |items: Vec<Item>| sorted(items).into_iter().map(without_changed).collect::<Vec<_>>();
    assert_eq!(uncounted(scan(&stack).await), uncounted(items));
    assert_eq!(outbox(&stack).await, []);
    assert!(visitor.get(&address).await.body.contains(reference));
}
