//! What tests have in common: a stack to visit, a visitor's actions, and pages as a visitor reads them.

pub mod answers;
pub mod api;
pub mod chance;
pub mod changes;
pub mod faulty;
pub mod functions;
pub mod log;
pub mod meter;
pub mod outbox;
pub mod page;
pub mod post;
pub mod site_copy;
pub mod store;
pub mod time;
pub mod visitor;
pub mod wire;

pub use faulty::{start_faulty, start_hurried, start_lossy};
pub use functions::handlers;
pub use page::Page;
pub use site_copy::SiteCopy;
pub use visitor::Visitor;

use aws_sdk_dynamodb::types::AttributeValue;
use local::{Options, Stack};
use std::collections::HashMap;

/// An item of the table.
pub type Item = HashMap<String, AttributeValue>;

/// A stack with a database of its own, in memory and on free ports.
pub async fn start() -> (Stack, Visitor) {
    let stack = Stack::start(Options::default()).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor)
}

/// Everything in the table, once everything has followed from what was done before.
pub async fn scan(stack: &Stack) -> Vec<Item> {
    stack.drained().await;
    let found = stack.client().scan().table_name(stack.table_name()).send().await.unwrap();
    assert!(found.last_evaluated_key.is_none(), "tests keep few items");
    found.items.unwrap_or_default()
}

/// The table's items of one kind.
pub async fn items(stack: &Stack, entity_type: &str) -> Vec<Item> {
    scan(stack).await.into_iter().filter(|item| text(item, "entity_type") == entity_type).collect()
}

/// The one application there is.
pub async fn only_application(stack: &Stack) -> Item {
    let mut found = items(stack, "application").await;
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// A text attribute; empty if there is none.
pub fn text<'a>(item: &'a Item, attribute: &str) -> &'a str {
    item.get(attribute).map_or("", |value| value.as_s().unwrap())
}
