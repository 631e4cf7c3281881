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

/// Counts the items of one kind.
pub async fn count(stack: &Stack, entity_type: &str) -> usize {
    items(stack, entity_type).await.len()
}

/// Stores an item.
pub async fn put(stack: &Stack, item: Item) {
    stack.client().put_item().table_name(stack.table_name()).set_item(Some(item)).send().await.unwrap();
}

/// Deletes an item.
pub async fn delete(stack: &Stack, item: &Item) {
    let key = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone())).into();
    stack.client().delete_item().table_name(stack.table_name()).set_key(Some(key)).send().await.unwrap();
}

/// Deletes the table.
pub async fn delete_table(stack: &Stack) {
    stack.client().delete_table().table_name(stack.table_name()).send().await.unwrap();
}

/// Counts the applications in the index by status.
pub async fn count_by_status(stack: &Stack, group: &str) -> i32 {
    let query = stack.client().query().table_name(stack.table_name()).index_name("by_status");
    let query = query.key_condition_expression("status_group = :group");
    query.expression_attribute_values(":group", AttributeValue::S(group.to_owned())).send().await.unwrap().count
}

/// Returns the item of an application, given its private path.
pub async fn application(stack: &Stack, address: &str) -> Item {
    let key = address.replace("/join/", "application#");
    items(stack, "application").await.into_iter().find(|item| text(item, "pk") == key).unwrap()
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
