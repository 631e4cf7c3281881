//! How an accepted application makes a member, and how undoing that decision removes it again.

use crate::items::string;
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use shared::application::Reference;
use shared::member::history::Details;
use shared::member::{Member, MemberAction, Slug};
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

impl Store {
    /// Returns the writes that make a new member, at an address that is free now.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub(crate) async fn new_member_writes(
        &self,
        member: &Member,
        action: MemberAction,
        person: Option<&PersonId>,
        at: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, Error> {
        let (mut member, entry) = member.clone().recorded(action, person, at, Details::default());
        member.slug = self.free_slug(&member).await?;
        let put = self.put_record(keys::member(&member.reference), "member", &member)?;
        let put = put.condition_expression(format!("attribute_not_exists({})", keys::PARTITION));
        let mut writes = vec![put.into_write()?];
        writes.extend(self.member_writes(&member, &entry)?);
        Ok(writes)
    }

    /// Makes a member of a row of a list. Returns `false` if there is one with this reference.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn import_member(&self, member: &Member, by: Option<&PersonId>, at: Timestamp) -> Result<bool, Error> {
        let writes = self.new_member_writes(member, MemberAction::Import, by, at).await?;
        match self.transact(writes).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Returns the writes that remove the member that an application became, with its history: nobody has heard of it.
    ///
    /// # Errors
    /// When the table can't be reached, or the member is malformed.
    pub(crate) async fn unmake_member_writes(&self, reference: &Reference) -> Result<Vec<TransactWriteItem>, Error> {
        let Some(member) = self.member(reference).await? else { return Ok(Vec::new()) };
        let mut items = self.query_partition(&keys::member_partition(reference)).into_paginator().items().send();
        let mut writes = Vec::new();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| Error::from_sdk("Query", error))?;
            let delete = Delete::builder().table_name(&self.table).set_key(Some(keys::key_of(&item)));
            let delete = if string(&item, keys::SORT) == Some(keys::MEMBER_SORT) {
                delete
                    .condition_expression("#version = :read")
                    .expression_attribute_names("#version", "version")
                    .expression_attribute_values(":read", AttributeValue::N(member.version.to_string()))
            } else {
                delete
            };
            writes.push(delete.into_write()?);
        }
        for key in [keys::listing(reference), keys::slug(&member.slug)] {
            writes.push(Delete::builder().table_name(&self.table).set_key(Some(key)).into_write()?);
        }
        Ok(writes)
    }

    /// Returns the address that a member's name suggests, or if another member has it, one with its reference.
    pub(super) async fn free_slug(&self, member: &Member) -> Result<Slug, Error> {
        let slug = Slug::of(member.profile.known_name(), &member.reference);
        let is_free = self.is_free(&slug, &member.reference).await?;
        Ok(if is_free { slug } else { slug.with(&member.reference) })
    }
}
