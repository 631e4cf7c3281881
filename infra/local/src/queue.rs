//! A queue and its delivery to a function, as by SQS and Lambda: each message at least once, no sooner than its delay.
//!
//! With a data directory, each message is a file from the response to its sender until the function has handled it. A
//! stack that was killed delivers it after the next start.
//!
//! Differences from AWS: one batch is delivered at a time, oldest message first, and a failed message is delivered again
//! sooner than after the visibility timeout.

mod batch;
mod endpoint;
mod message;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fs, io};

use time::OffsetDateTime;
use tokio::sync::watch;
use tokio::time::timeout;

pub(crate) use endpoint::{PATH, router, url};
use message::Message;

use crate::template;
use crate::{Handler, StartError};

/// Back-off before a failed message is delivered again. It doubles with each delivery.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A queue.
pub(crate) struct Queue {
    pub(crate) template: template::Queue,
    delay: Duration,
    /// The directory of the messages, if the data is kept.
    directory: Option<PathBuf>,
    /// By their ids.
    messages: Mutex<BTreeMap<String, Message>>,
    /// Changes whenever the messages do.
    changes: watch::Sender<()>,
}

impl Queue {
    /// Opens a queue with this delay in seconds, and reads the messages in `directory`.
    pub(crate) fn open(template: template::Queue, delay: &str, directory: Option<PathBuf>) -> Result<Self, StartError> {
        let unreadable = |directory: &PathBuf, error: io::Error| StartError::data(directory, &error);
        let messages = match &directory {
            None => BTreeMap::new(),
            Some(directory) => read(directory).map_err(|error| unreadable(directory, error))?,
        };
        let named = |error| StartError::new(format!("the delay of {} is no number", template.logical_id), &error);
        let delay = Duration::from_secs(delay.parse::<u16>().map_err(named)?.into());
        Ok(Self { template, delay, directory, messages: Mutex::new(messages), changes: watch::Sender::new(()) })
    }

    /// Adds a message, and returns its id once it is stored.
    pub(crate) fn send(&self, body: String) -> io::Result<String> {
        let message = Message::new(body, OffsetDateTime::now_utc(), self.delay)?;
        let id = message.id.clone();
        self.store(&message)?;
        self.messages().insert(id.clone(), message);
        self.changes.send_replace(());
        Ok(id)
    }

    /// Delivers messages forever.
    pub(crate) async fn run(&self, handler: &Handler) {
        let mut changes = self.changes.subscribe();
        loop {
            let due = self.receive();
            if due.is_empty() {
                // Another message may be due sooner than those that are here.
                let _ = timeout(self.pause(), changes.changed()).await;
                continue;
            }
            let failed = batch::deliver(&self.template, handler, &due).await;
            for message in due {
                if failed.contains(&message.id) { self.fail(message) } else { self.delete(&message.id) }
            }
        }
    }

    /// Waits until every message that is due now has been handled or given up.
    pub(crate) async fn drained(&self) {
        let now = OffsetDateTime::now_utc();
        let is_due = |message: &Message| message.delayed_until <= now;
        let _ = self.changes.subscribe().wait_for(|()| !self.messages().values().any(is_due)).await;
    }

    /// Counts a delivery of the messages that are due, and returns them, the oldest first.
    fn receive(&self) -> Vec<Message> {
        let now = OffsetDateTime::now_utc();
        let mut messages = self.messages();
        let mut due: Vec<_> = messages.values_mut().filter(|message| message.visible_at <= now).collect();
        due.sort_by_key(|message| message.sent_at);
        due.truncate(self.template.batch_size);
        due.into_iter()
            .map(|message| {
                message.deliveries = message.deliveries.saturating_add(1);
                message.clone()
            })
            .collect()
    }

    /// Returns the time until the next message is due.
    fn pause(&self) -> Duration {
        let next = self.messages().values().map(|message| message.visible_at).min();
        let pause = next.map_or(LONGEST_PAUSE, |next| (next - OffsetDateTime::now_utc()).unsigned_abs());
        // The clock may be set back.
        pause.min(LONGEST_PAUSE)
    }

    /// Hides a message until its next delivery, or gives it up after the last.
    fn fail(&self, mut message: Message) {
        let (queue, id, deliveries) = (&self.template.logical_id, message.id.clone(), message.deliveries);
        if deliveries >= self.template.maximum_deliveries {
            tracing::error!(queue, message = id, deliveries, "message given up after the last delivery");
            self.delete(&id);
            return;
        }
        tracing::warn!(queue, message = id, deliveries, "message failed, will be delivered again");
        let pause = LONGEST_PAUSE.min(SHORTEST_PAUSE * 2_u32.saturating_pow(deliveries.min(16)));
        let visibility_timeout = Duration::from_secs(self.template.visibility_timeout.into());
        message.visible_at = OffsetDateTime::now_utc() + pause.min(visibility_timeout);
        if let Err(error) = self.store(&message) {
            tracing::error!(%error, queue, message = id, "counting the deliveries of a message failed");
        }
        self.messages().insert(id, message);
        self.changes.send_replace(());
    }

    fn delete(&self, id: &str) {
        if let Some(Err(error)) = self.file(id).map(fs::remove_file) {
            tracing::error!(%error, queue = self.template.logical_id, message = id, "removing a message failed");
        }
        self.messages().remove(id);
        self.changes.send_replace(());
    }

    /// Writes a message atomically, if the data is kept.
    fn store(&self, message: &Message) -> io::Result<()> {
        let Some(file) = self.file(&message.id) else { return Ok(()) };
        let new = file.with_extension("new");
        fs::write(&new, serde_json::to_vec(message)?)?;
        fs::rename(new, file)
    }

    fn file(&self, id: &str) -> Option<PathBuf> {
        self.directory.as_ref().map(|directory| directory.join(format!("{id}.json")))
    }

    fn messages(&self) -> MutexGuard<'_, BTreeMap<String, Message>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads all messages in a directory, which is created if it is missing. Files with other names are still being written.
fn read(directory: &PathBuf) -> io::Result<BTreeMap<String, Message>> {
    fs::create_dir_all(directory)?;
    let paths = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path()));
    let is_message = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
    let paths = paths.collect::<io::Result<Vec<_>>>()?.into_iter().filter(is_message);
    let message = |path: PathBuf| {
        let message: Message = serde_json::from_slice(&fs::read(path)?)?;
        Ok((message.id.clone(), message))
    };
    paths.map(message).collect()
}

#[cfg(test)]
mod tests;
