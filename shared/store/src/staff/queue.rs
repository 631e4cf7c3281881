//! Lists of applications by group, oldest first. A page costs what its rows cost, however many applications there are.

use crate::items::{application, time};
use crate::{Error, Store, keys};
use shared::application::{Application, Group, Reference, Submitted};
use shared::timestamp::Timestamp;
use std::fmt;
use std::str::FromStr;

/// The position of a row in a list: the row's time and reference. The application's id stays in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// When the application came into the group.
    pub since: Timestamp,
    /// The application's reference.
    pub reference: Reference,
}

/// The error for a text that is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseCursorError;

impl Cursor {
    /// Returns the position of an application.
    pub fn of(application: &Submitted) -> Self {
        Self { since: application.status_since, reference: application.reference.clone() }
    }
}

impl fmt::Display for ParseCursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a position in a list")
    }
}

impl std::error::Error for ParseCursorError {}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.since, self.reference)
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCursorError> {
        let (since, reference) = text.split_once('~').ok_or(ParseCursorError)?;
        let since = Timestamp::try_from(since.to_owned()).map_err(|_| ParseCursorError)?;
        Ok(Self { since, reference: reference.parse().map_err(|_| ParseCursorError)? })
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePage {
    /// The applications.
    pub rows: Vec<Submitted>,
    /// The position of the last one, if others may follow.
    pub next: Option<Cursor>,
}

impl Store {
    /// Returns at most `limit` applications of a group, oldest first, from the row after `after` on. The last second may
    /// be missing. Expired ones are left out. Begins from the start if no application ever had the cursor's reference.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn queue(
        &self,
        group: Group,
        after: Option<&Cursor>,
        limit: u16,
        now: Timestamp,
    ) -> Result<QueuePage, Error> {
        self.queue_since(group, None, after, limit, now).await
    }

    /// Does the same, but begins with those that came into the group at `since`.
    ///
    /// # Errors
    /// As [`queue`](Self::queue).
    pub async fn queue_since(
        &self,
        group: Group,
        since: Option<Timestamp>,
        after: Option<&Cursor>,
        limit: u16,
        now: Timestamp,
    ) -> Result<QueuePage, Error> {
        let start = match after {
            Some(Cursor { since, reference }) => {
                let id = self.application_id(reference).await?;
                id.map(|id| keys::in_index(&id, group.as_str(), *since))
            }
            None => None,
        };
        let mut query = self.query_status(group.as_str()).limit(limit.into()).set_exclusive_start_key(start);
        if let Some(since) = since {
            let condition = format!("{} = :group AND {} >= :since", keys::STATUS_GROUP, keys::STATUS_SINCE);
            query = query.key_condition_expression(condition).expression_attribute_values(":since", time(since));
        }
        let page = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        let has_more = page.last_evaluated_key.is_some();
        let rows = page.items.unwrap_or_default().iter().map(application).collect::<Result<Vec<_>, _>>()?;
        let last = rows.last().and_then(|last| match last {
            Application::Submitted(last) => Some(Cursor::of(last)),
            Application::Draft(_) => None,
        });
        let rows = rows.into_iter().filter(|row| !row.has_expired(now)).filter_map(Application::into_submitted);
        Ok(QueuePage { rows: rows.collect(), next: last.filter(|_| has_more) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_parses_back_and_nothing_else_parses() {
        let cursor = Cursor { since: Timestamp::from_unix(1_800_000_000), reference: "ABCDEFGH".parse().unwrap() };
        assert_eq!(cursor.to_string(), "2027-01-15T08:00:00Z~ABCDEFGH");
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in
            ["", "~", "2027-01-15T08:00:00Z", "2027-01-15T08:00:00Z~", "now~ABCDEFGH", "2027-01-15T08:00:00Z~A#B"]
        {
            assert_eq!(text.parse::<Cursor>(), Err(ParseCursorError), "{text}");
        }
    }
}
