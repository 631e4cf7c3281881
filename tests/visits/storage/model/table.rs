//! The whole table at the end of a run.

use crate::support::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use std::collections::BTreeMap;

/// Every item, by its keys.
#[derive(Debug, Default)]
pub struct Table(BTreeMap<(String, String), Item>);

impl Table {
    pub async fn read(stack: &Stack) -> Self {
        let pages = stack.client().scan().table_name(stack.table_name()).into_paginator().items().send();
        let items: Vec<Item> = pages.collect::<Result<_, _>>().await.unwrap();
        Self(items.into_iter().map(|item| ((text(&item, "pk").into(), text(&item, "sk").into()), item)).collect())
    }

    /// Returns the item of an application.
    pub fn application(&self, id: &str) -> Option<&Item> {
        self.0.get(&(format!("application#{id}"), "application".to_owned()))
    }

    /// Returns every application by its id.
    pub fn applications(&self) -> impl Iterator<Item = (&str, &Item)> {
        self.with_sort_key("application").map(|(id, _, item)| (id, item))
    }

    /// Returns the items of applications by a prefix of their sort key, with the id and the rest of the key.
    pub fn with_sort_key<'a>(&'a self, sort: &'a str) -> impl Iterator<Item = (&'a str, &'a str, &'a Item)> {
        self.0.iter().filter_map(move |((partition, sorted), item)| {
            Some((partition.strip_prefix("application#")?, sorted.strip_prefix(sort)?, item))
        })
    }

    /// Returns the items of one kind, with the rest of their partition keys.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Item)> {
        self.0.iter().filter_map(move |((partition, _), item)| Some((partition.strip_prefix(kind)?, item)))
    }
}

/// Returns a text attribute; empty if there is none.
pub fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

/// Returns a number; 0 if there is none.
pub fn number(item: &Item, name: &str) -> usize {
    item.get(name).and_then(|value| value.as_n().ok()).and_then(|value: &String| value.parse().ok()).unwrap_or(0)
}

/// Counts the reasons to consider an application spam.
pub fn signs_of_spam(item: &Item) -> usize {
    item.get("suspicion").and_then(|value: &AttributeValue| value.as_l().ok()).map_or(0, Vec::len)
}
