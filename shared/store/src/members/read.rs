//! Reading members.

use crate::items::{Item, read, string};
use crate::{Error, Store, keys};
use shared::application::Reference;
use shared::member::history::MemberEntry;
use shared::member::{Member, PublicEntry, RegisterRow, Slug};

/// Everything about one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFile {
    /// The member.
    pub member: Member,
    /// The history, from the first entry.
    pub history: Vec<MemberEntry>,
}

/// What a public address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A member.
    Member(Box<PublicEntry>),
    /// Another address of the same member, whose name has changed.
    Moved(Slug),
}

impl Store {
    /// Reads a member as of the last acknowledged write.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn member(&self, reference: &Reference) -> Result<Option<Member>, Error> {
        self.get_item(keys::member(reference)).await?.as_ref().map(member).transpose()
    }

    /// Reads everything about a member.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn member_file(&self, reference: &Reference) -> Result<Option<MemberFile>, Error> {
        let mut items = self.query_partition(&keys::member_partition(reference)).into_paginator().items().send();
        let (mut found, mut history) = (None, Vec::new());
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| Error::from_sdk("Query", error))?;
            match string(&item, keys::SORT) {
                Some(keys::MEMBER_SORT) => found = Some(member(&item)?),
                Some(sort) if sort.starts_with(keys::MEMBER_HISTORY) => history.push(read(&item, "member history")?),
                _ => {}
            }
        }
        Ok(found.map(|member| MemberFile { member, history }))
    }

    /// Reads every row of the register, in no order. A row has less than a kilobyte, so a thousand members are one
    /// request.
    ///
    /// # Errors
    /// When the table can't be reached, or a row is malformed.
    pub async fn register(&self) -> Result<Vec<RegisterRow>, Error> {
        let mut items = self.query_partition(keys::REGISTER).into_paginator().items().send();
        let mut rows = Vec::new();
        while let Some(item) = items.next().await {
            rows.push(read(&item.map_err(|error| Error::from_sdk("Query", error))?, "listing")?);
        }
        Ok(rows)
    }

    /// Reads what a public address leads to. The last second may be missing.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn address(&self, slug: &Slug) -> Result<Option<Address>, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::slug(slug)));
        let item = request.send().await.map_err(|error| Error::from_sdk("GetItem", error))?.item;
        let Some(item) = item else { return Ok(None) };
        match string(&item, MOVED_TO) {
            Some(slug) => slug.parse().map(|slug| Some(Address::Moved(slug))).map_err(|_| Error::malformed("address")),
            None => Ok(Some(Address::Member(Box::new(read(&item, "address")?)))),
        }
    }

    /// Returns whether an address is nobody's, or this member's.
    pub(super) async fn is_free(&self, slug: &Slug, reference: &Reference) -> Result<bool, Error> {
        let item = self.get_item(keys::slug(slug)).await?;
        Ok(item.is_none_or(|item| string(&item, "reference") == Some(reference.as_str())))
    }
}

/// The attribute of an address that leads to another one.
pub(super) const MOVED_TO: &str = "moved_to";

/// Parses a member.
pub(super) fn member(item: &Item) -> Result<Member, Error> {
    read(item, "member")
}
