//! Hands the table's stream to a function that follows it, as Lambda's event
//! source mapping does: in order, and each record until it was handled or given up.

mod batch;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::Handler;
use crate::stream::{Position, Stream};
use crate::template::Mapping;

/// How long nothing is asked for after nothing was found. It doubles each time, for
/// the database looks through the whole stream to find nothing.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// A function on its way through the stream.
pub(crate) struct Follower {
    pub(crate) mapping: Mapping,
    stream: Stream,
    /// Where the position is kept, if it is.
    file: Option<PathBuf>,
    handled: watch::Sender<Position>,
    wake: Arc<Notify>,
}

/// How far a function has come.
pub(crate) struct DrainHandle {
    stream: Stream,
    handled: watch::Receiver<Position>,
    wake: Arc<Notify>,
}

impl Follower {
    /// Starts where it ended the last time, if `directory` knows of one.
    pub(crate) fn new(mapping: Mapping, stream: Stream, directory: Option<&Path>) -> Self {
        let file = directory.map(|directory| directory.join(format!("{}.position", mapping.function)));
        let kept = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        let start = kept.and_then(|text| Position::parse(&text)).unwrap_or_default();
        Self { mapping, stream, file, handled: watch::Sender::new(start), wake: Arc::default() }
    }

    pub(crate) fn drain_handle(&self) -> DrainHandle {
        let (stream, wake) = (self.stream.clone(), Arc::clone(&self.wake));
        DrainHandle { stream, handled: self.handled.subscribe(), wake }
    }

    /// Hands over whatever comes, for ever.
    pub(crate) async fn run(self, handler: Handler) {
        let mut pause = SHORTEST_PAUSE;
        let mut readable = true;
        loop {
            let position = self.handled.borrow().clone();
            match self.stream.read(&position, self.mapping.batch_size) {
                Ok(records) => {
                    readable = true;
                    if let Some(last) = records.last().map(|record| record.position.clone()) {
                        batch::hand_over(&self.mapping, &handler, records).await;
                        self.advance(last);
                        pause = SHORTEST_PAUSE;
                        continue;
                    }
                }
                // The table is gone, perhaps for good.
                Err(error) if readable => {
                    readable = false;
                    tracing::error!(error, "the table's stream cannot be read");
                }
                Err(_) => {}
            }
            let _ = timeout(pause, self.wake.notified()).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    fn advance(&self, position: Position) {
        if let Some(Err(error)) = self.file.as_deref().map(|file| keep(file, &position)) {
            tracing::error!(%error, "the position in the table's stream cannot be kept");
        }
        self.handled.send_replace(position);
    }
}

/// In one piece, so that there is always a whole position.
fn keep(file: &Path, position: &Position) -> io::Result<()> {
    let new = file.with_extension("new");
    fs::write(&new, position.as_str())?;
    fs::rename(new, file)
}

impl DrainHandle {
    /// Returns when the function has come to where the stream ends now. At once, if
    /// there is no stream, or nobody who follows it.
    pub(crate) async fn drained(&self) {
        let Ok(end) = self.stream.end() else { return };
        self.wake.notify_one();
        let mut handled = self.handled.clone();
        let _ = handled.wait_for(|handled| *handled >= end).await;
    }
}
