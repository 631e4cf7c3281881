//! People who have signed in as staff, with the role that each had at the last sign-in.
//!
//! Every request reads its person again, so somebody who is blocked or has lost the role can do nothing more at once.

use crate::conditions::apply;
use crate::items::{Item, string, text, time};
use crate::{Error, Store, keys};
use shared::staff::{Person, PersonId, Role};
use shared::timestamp::Timestamp;

/// A person who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// The id.
    pub id: PersonId,
    /// The name that the issuer gave.
    pub name: String,
    /// The role. None if the issuer took it away.
    pub role: Option<Role>,
    /// When the person last signed in.
    pub signed_in_at: Timestamp,
    /// When an administrator blocked the person, who can't sign in since.
    pub blocked_at: Option<Timestamp>,
}

/// Whether a person is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The person may sign in.
    Admitted,
    /// An administrator blocked the person.
    Blocked,
}

impl StaffMember {
    /// Returns the person, unless they may do nothing.
    pub fn active(self) -> Option<Person> {
        let role = self.role.filter(|_| self.blocked_at.is_none())?;
        Some(Person { id: self.id, name: self.name, role })
    }
}

impl Store {
    /// Records that a person with a role signs in, unless an administrator blocked them.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn admit(&self, person: &Person, now: Timestamp) -> Result<Admission, Error> {
        let update = self
            .update_item(keys::person(&person.id))
            .condition_expression("attribute_not_exists(blocked_at)")
            .update_expression(format!(
                "SET entity_type = :entity, display_name = :name, staff_role = :role, signed_in_at = :now, {} = :group, {} = :now",
                keys::STATUS_GROUP,
                keys::STATUS_SINCE
            ))
            .expression_attribute_values(":entity", text("person"))
            .expression_attribute_values(":name", text(&person.name))
            .expression_attribute_values(":role", text(person.role.as_str()))
            .expression_attribute_values(":now", time(now))
            .expression_attribute_values(":group", text(keys::STAFF_GROUP));
        Ok(if apply(update).await? { Admission::Admitted } else { Admission::Blocked })
    }

    /// Takes a person's role away, because the issuer no longer gives one. Does nothing for a person who never had one.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn dismiss(&self, person: &PersonId) -> Result<(), Error> {
        let known = format!("attribute_exists({})", keys::PARTITION);
        let update = self.update_item(keys::person(person)).condition_expression(known);
        apply(update.update_expression("REMOVE staff_role")).await.map(drop)
    }

    /// Reads a person as of the last acknowledged write.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn staff_member(&self, person: &PersonId) -> Result<Option<StaffMember>, Error> {
        self.get_item(keys::person(person)).await?.as_ref().map(read).transpose()
    }

    /// Lists everyone who has signed in, the latest first. The index may lag by a second.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn staff_members(&self) -> Result<Vec<StaffMember>, Error> {
        let mut pages = self.query_status(keys::STAFF_GROUP).scan_index_forward(false).into_paginator().send();
        let mut members = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| Error::from_sdk("Query", error))?;
            members.extend(page.items().iter().map(read).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(members)
    }

    /// Blocks a person and ends their sessions, or lets them sign in again. Returns whether there is such a person.
    ///
    /// # Errors
    /// When the table can't be reached. The person may be blocked with sessions left, which can do nothing.
    pub async fn set_blocked(&self, person: &PersonId, blocked_at: Option<Timestamp>) -> Result<bool, Error> {
        let known = format!("attribute_exists({})", keys::PARTITION);
        let update = self.update_item(keys::person(person)).condition_expression(known);
        let update = match blocked_at {
            Some(at) => {
                let update = update.update_expression("SET blocked_at = if_not_exists(blocked_at, :at)");
                update.expression_attribute_values(":at", time(at))
            }
            None => update.update_expression("REMOVE blocked_at"),
        };
        let exists = apply(update).await?;
        if exists && blocked_at.is_some() {
            self.close_sessions(person).await?;
        }
        Ok(exists)
    }
}

fn read(item: &Item) -> Result<StaffMember, Error> {
    let member = || {
        let at = |name| Timestamp::try_from(string(item, name)?.to_owned()).ok();
        Some(StaffMember {
            id: keys::person_id(string(item, keys::PARTITION)?)?,
            name: string(item, "display_name")?.to_owned(),
            role: string(item, "staff_role").and_then(role),
            signed_in_at: at("signed_in_at")?,
            blocked_at: at("blocked_at"),
        })
    };
    member().ok_or(Error::malformed("person"))
}

fn role(name: &str) -> Option<Role> {
    [Role::Reviewer, Role::Administrator].into_iter().find(|role| role.as_str() == name)
}
