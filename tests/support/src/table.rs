//! The items in a stack's table.

use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use std::collections::HashMap;

/// An item of the table.
pub type Item = HashMap<String, AttributeValue>;

/// Returns every item, once the stack has followed every change.
pub async fn scan(stack: &Stack) -> Vec<Item> {
    stack.drained().await;
    let found = stack.client().scan().table_name(stack.table_name()).send().await.unwrap();
    assert!(found.last_evaluated_key.is_none(), "tests keep few items");
    found.items.unwrap_or_default()
}

/// Returns the items of one kind.
pub async fn items(stack: &Stack, entity_type: &str) -> Vec<Item> {
    scan(stack).await.into_iter().filter(|item| text(item, "entity_type") == entity_type).collect()
}

/// Returns the only application.
pub async fn only_application(stack: &Stack) -> Item {
    let mut found = items(stack, "application").await;
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// A text attribute; empty if there is none.
pub fn text<'a>(item: &'a Item, attribute: &str) -> &'a str {
    item.get(attribute).map_or("", |value| value.as_s().unwrap())
}
