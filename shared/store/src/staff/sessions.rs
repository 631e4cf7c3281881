//! Sessions of staff.
//!
//! The browser has 256 random bits, and the table has their hash. So nobody who reads the table, a backup or a log can
//! take over a session, there is no key to keep or to change, and a deleted session ends at once.

use crate::conditions::apply;
use crate::items::{Item, string, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::Delete;
use shared::application::history::Hash;
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

/// Seconds without a request after which a session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which a session ends, however much it is used.
pub const ABSOLUTE_SECONDS: i64 = 8 * 60 * 60;
/// Seconds between two notes that a session is in use.
const TOUCH_SECONDS: i64 = 60;

/// A session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose session it is.
    pub person: PersonId,
    /// When the person last proved to the issuer who they are.
    pub authenticated_at: Timestamp,
    /// When the session began.
    pub started_at: Timestamp,
    /// When the session was last seen in use, give or take a minute.
    pub seen_at: Timestamp,
}

impl Session {
    /// Returns when the session ends if it is not used any more.
    fn expires_at(&self) -> Timestamp {
        let idle = self.seen_at.unix() + IDLE_SECONDS;
        Timestamp::from_unix(idle.min(self.started_at.unix() + ABSOLUTE_SECONDS))
    }
}

impl Store {
    /// Stores a session that begins now, under the hash of its token.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn open_session(
        &self,
        token: &Hash,
        person: &PersonId,
        authenticated_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        let session = Session { person: person.clone(), authenticated_at, started_at: now, seen_at: now };
        let put = self
            .new_put(keys::session(token), "session")
            .item("person", text(person.as_str()))
            .item("authenticated_at", time(authenticated_at))
            .item("started_at", time(now))
            .item("seen_at", time(now))
            .item(keys::EXPIRES_AT, unix(session.expires_at()));
        let beside = self
            .new_put(keys::session_beside(person, token), "session_beside")
            .item(keys::EXPIRES_AT, unix(Timestamp::from_unix(now.unix() + ABSOLUTE_SECONDS)));
        match self.transact(vec![put.into_write()?, beside.into_write()?]).await? {
            Transaction::Committed => Ok(()),
            Transaction::Canceled(_) => Err(Error::Conflict { operation: "TransactWriteItems" }),
        }
    }

    /// Finds a session by the hash of its token, unless it has ended.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn session(&self, token: &Hash, now: Timestamp) -> Result<Option<Session>, Error> {
        let item = self.get_item(keys::session(token)).await?;
        let session = item.as_ref().map(read).transpose()?;
        Ok(session.filter(|session| now < session.expires_at()))
    }

    /// Notes that a session is in use, at most once a minute. A session that was closed meanwhile stays closed.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn touch_session(&self, token: &Hash, session: &Session, now: Timestamp) -> Result<(), Error> {
        if now.unix() < session.seen_at.unix() + TOUCH_SECONDS {
            return Ok(());
        }
        let session = Session { seen_at: now, ..session.clone() };
        let update = self
            .update_item(keys::session(token))
            .condition_expression(format!("attribute_exists({})", keys::PARTITION))
            .update_expression(format!("SET seen_at = :now, {} = :expires", keys::EXPIRES_AT))
            .expression_attribute_values(":now", time(now))
            .expression_attribute_values(":expires", unix(session.expires_at()));
        apply(update).await.map(drop)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn close_session(&self, token: &Hash, person: &PersonId) -> Result<(), Error> {
        let delete = |key| Delete::builder().table_name(&self.table).set_key(Some(key)).into_write();
        let writes = vec![delete(keys::session(token))?, delete(keys::session_beside(person, token))?];
        match self.transact(writes).await? {
            Transaction::Committed => Ok(()),
            Transaction::Canceled(_) => Err(Error::Conflict { operation: "TransactWriteItems" }),
        }
    }

    /// Ends every session of a person.
    ///
    /// # Errors
    /// When the table can't be reached. Some sessions may have ended.
    pub async fn close_sessions(&self, person: &PersonId) -> Result<(), Error> {
        let query = self.query_beginning(&keys::person_partition(person), keys::SESSION);
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| Error::from_sdk("Query", error))?;
            for token in page.items().iter().filter_map(|item| keys::session_token(string(item, keys::SORT)?)) {
                self.close_session(&token, person).await?;
            }
        }
        Ok(())
    }
}

fn read(item: &Item) -> Result<Session, Error> {
    let session = || {
        let at = |name| Timestamp::try_from(string(item, name)?.to_owned()).ok();
        Some(Session {
            person: string(item, "person")?.parse().ok()?,
            authenticated_at: at("authenticated_at")?,
            started_at: at("started_at")?,
            seen_at: at("seen_at")?,
        })
    };
    session().ok_or(Error::malformed("session"))
}
