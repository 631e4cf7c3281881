//! The items in a stack's table.

use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use std::collections::HashMap;

/// An item of the table.
pub type Item = HashMap<String, AttributeValue>;

/// Returns every item, after the stack has processed all changes.
pub async fn scan(stack: &Stack) -> Vec<Item> {
    stack.drained().await;
    let page = stack.client().scan().table_name(stack.table_name()).send().await.unwrap();
    assert!(page.last_evaluated_key.is_none(), "tests keep few items");
    page.items.unwrap_or_default()
}

/// Returns the items of one kind.
pub async fn items(stack: &Stack, entity_type: &str) -> Vec<Item> {
    scan(stack).await.into_iter().filter(|item| text(item, "entity_type") == entity_type).collect()
}

/// Returns the only application.
pub async fn only_application(stack: &Stack) -> Item {
    let mut applications = items(stack, "application").await;
    assert_eq!(applications.len(), 1);
    applications.remove(0)
}

/// Returns a text attribute; empty if there is none.
pub fn text<'a>(item: &'a Item, attribute: &str) -> &'a str {
    item.get(attribute).map_or("", |value| value.as_s().unwrap())
}
