//! The register of members.
//!
//! A member is several items, which change together: the member itself, an entry of its history, its row in the list
//! that lists read, and its public address with what the page there shows.

mod change;
mod directory;
mod join;
mod links;
mod logos;
mod read;

pub use change::{Correction, MemberChange, MemberOutcome};
pub use links::MemberLink;
pub use logos::Picture;
pub use read::{Address, MemberFile};

use crate::items::{Item, text};
use crate::transaction::IntoWrite;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use serde::Serialize;
use shared::application::history::Chained;
use shared::member::Member;
use shared::member::history::MemberEntry;

/// Returns the attributes of a value, without those that are missing.
fn attributes<T: Serialize>(value: &T) -> Result<Item, Error> {
    let item: Item = serde_dynamo::to_item(value).map_err(|error| Error::unwritable("item", error))?;
    Ok(item.into_iter().filter(|(_, value)| !matches!(value, AttributeValue::Null(_))).collect())
}

impl Store {
    /// Begins the put of a whole item within a transaction.
    fn put_record<T: Serialize>(&self, key: keys::Key, entity_type: &str, value: &T) -> Result<PutBuilder, Error> {
        let mut item = attributes(value)?;
        item.extend(key);
        item.insert("entity_type".to_owned(), text(entity_type));
        Ok(Put::builder().table_name(&self.table).set_item(Some(item)))
    }

    /// Returns the writes that follow from a member's state: its row, its address and the entry of its history. The
    /// address must be free, or the member's own.
    fn member_writes(&self, member: &Member, entry: &MemberEntry) -> Result<Vec<TransactWriteItem>, Error> {
        let reference = &member.reference;
        let absent = format!("attribute_not_exists({})", keys::PARTITION);
        let history = self.put_record(keys::member_history(reference, entry.number), "member_history", entry)?;
        let hash = entry.head(reference).hash;
        let history = history.item("hash", text(hash.as_str())).condition_expression(&absent);
        let row = self.put_record(keys::listing(reference), "listing", &member.row())?;
        let address = self.put_record(keys::slug(&member.slug), "slug", &member.public_entry())?;
        let address = address
            .condition_expression(format!("{absent} OR #reference = :reference"))
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":reference", text(reference.as_str()));
        Ok(vec![history.into_write()?, row.into_write()?, address.into_write()?])
    }
}
