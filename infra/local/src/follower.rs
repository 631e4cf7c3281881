//! Hands the table's stream to a function, as Lambda's event source mapping does: in order, retrying each record until
//! it is handled or given up.

mod batch;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use dynoxide::DynoxideError;
use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use crate::Handler;
use crate::stream::{Position, Stream};
use crate::template::Mapping;

/// The pause between polls of an idle stream. It doubles each time, because the
/// database searches the whole stream to find nothing.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// A function that follows the stream.
pub(crate) struct Follower {
    pub(crate) mapping: Mapping,
    stream: Stream,
    /// The file that stores the position, if the data is kept.
    file: Option<PathBuf>,
    handled: watch::Sender<Position>,
    wake: Notify,
}

impl Follower {
    /// Starts at the position saved in `directory`, or at the first record.
    pub(crate) fn new(mapping: Mapping, stream: Stream, directory: Option<&Path>) -> Self {
        let file = directory.map(|directory| directory.join(format!("{}.position", mapping.function)));
        let start = file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        Self { mapping, stream, file, handled: watch::Sender::new(start), wake: Notify::new() }
    }

    /// Delivers records forever.
    pub(crate) async fn run(&self, handler: &Handler) {
        let mut pause = SHORTEST_PAUSE;
        let mut readable = true;
        loop {
            let position = self.handled.borrow().clone();
            match self.stream.read(&position, self.mapping.batch_size) {
                Ok(records) => {
                    readable = true;
                    if let Some(last) = records.last().map(|record| record.position.clone()) {
                        batch::hand_over(&self.mapping, handler, records).await;
                        self.advance(last);
                        pause = SHORTEST_PAUSE;
                        continue;
                    }
                }
                // The table was deleted, perhaps for good.
                Err(error) if readable => {
                    readable = false;
                    tracing::error!(%error, "reading the table's stream failed");
                }
                Err(_) => {}
            }
            let _ = timeout(pause, self.wake.notified()).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    fn advance(&self, position: Position) {
        if let Some(Err(error)) = self.file.as_deref().map(|file| write(file, &position)) {
            tracing::error!(%error, "writing the position in the table's stream failed");
        }
        self.handled.send_replace(position);
    }

    /// Waits until the function reaches the current end of the stream. Returns at once if there is no stream.
    pub(crate) async fn drained(&self) {
        let end = loop {
            match self.stream.end() {
                Ok(end) => break end,
                Err(DynoxideError::ResourceNotFoundException(_)) => return,
                Err(error) => {
                    tracing::warn!(%error, "finding the end of the table's stream failed, will retry");
                    sleep(SHORTEST_PAUSE).await;
                }
            }
        };
        self.wake.notify_one();
        let _ = self.handled.subscribe().wait_for(|handled| *handled >= end).await;
    }
}

/// Writes the position atomically.
fn write(file: &Path, position: &str) -> io::Result<()> {
    let new = file.with_extension("new");
    fs::write(&new, position)?;
    fs::rename(new, file)
}
