//! The embedded DynamoDB and its HTTP interface.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use dynoxide::Database;
use futures::future::join_all;
use tokio::time::{MissedTickBehavior, interval};

use crate::listen::{Listeners, Port};
use crate::template::Table;
use crate::thread::{ServerThread, Shutdown};
use crate::{Data, REGION, StartError};

/// The database's file in the data directory.
pub(crate) const FILE: &str = "dynamodb.sqlite";

/// The lock file next to it. Locking the database's own file would interfere with the database's locks.
const LOCK: &str = "lock";

/// The interval at which expired items are removed. AWS takes a day or two.
const SWEEP: Duration = Duration::from_secs(60);

/// A running database. It ends when this is dropped.
pub(crate) struct DynamoDb {
    /// The port it listens on.
    pub(crate) port: u16,
    /// The thread it runs on.
    pub(crate) thread: ServerThread,
    /// The database itself, for access without HTTP.
    pub(crate) database: Database,
    /// Held until everything else has ended.
    _lock: Option<File>,
}

impl DynamoDb {
    /// Starts the database on `port`, or on any free one if it is 0, and creates the table if it is missing.
    pub(crate) fn start(port: u16, data: &Data, table: &Table) -> Result<Self, StartError> {
        let failed = |error| StartError::new("the embedded database failed", &error);
        let (database, lock) = match data {
            Data::Memory => (Database::memory().map_err(failed)?, None),
            Data::Directory(directory) => open(directory).map(|(database, lock)| (database, Some(lock)))?,
        };
        let is_same = table.create_if_missing(&database).map_err(failed)?;
        if let (false, Data::Directory(directory)) = (is_same, data) {
            let (name, directory) = (table.local_name(), directory.display());
            return Err(StartError::new(
                format!("{name} in {directory} has other keys or indexes than the template"),
                &"delete the directory, choose another place with --data DIR, or use --memory",
            ));
        }
        let listeners = Listeners::open(Port::Exactly(port), "--dynamodb-port")?;
        let port = listeners.port;
        let served = database.clone();
        let thread = ServerThread::start("dynamodb", move |shutdown| serve(listeners, served, shutdown))?;
        Ok(Self { port, thread, database, _lock: lock })
    }

    /// Returns the database's URL for local functions.
    pub(crate) fn endpoint(&self) -> String {
        // Not `localhost`, which takes a lookup.
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Returns a client for the database at `endpoint`.
pub(crate) fn client(endpoint: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(endpoint)
        .http_client(http)
        .region(Region::from_static(REGION));
    Client::from_conf(config.build())
}

fn open(directory: &Path) -> Result<(Database, File), StartError> {
    let failed = |error: io::Error| StartError::data(directory, &error);
    // Private to its owner, because it may hold items of a deployed table.
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(failed)?;
    let open = |name| OpenOptions::new().create(true).append(true).open(directory.join(name)).map_err(failed);
    // Two stacks would both follow the stream, and send every message twice. The system releases the lock of a program
    // that ends or crashes.
    let lock = open(LOCK)?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => StartError::new(
            format!("{} is in use", directory.display()),
            &"stop the stack that runs on it, or choose another place with --data DIR",
        ),
        TryLockError::Error(error) => failed(error),
    })?;
    // Open it for writing first, because the system's errors are better than the database's.
    open(FILE)?;
    let file = directory.join(FILE);
    let path = file.to_str().ok_or_else(|| StartError::data(directory, &"its name is not UTF-8"))?;
    let database = Database::new(path).map_err(|error| {
        // The rest is advice for other programs.
        let reason = error.to_string();
        StartError::data(directory, &format!("{FILE}: {}", reason.split(". ").next().unwrap_or_default()))
    })?;
    Ok((database, lock))
}

async fn serve(listeners: Listeners, database: Database, shutdown: Shutdown) {
    let servers =
        join_all(listeners.into_sockets().map(|socket| {
            dynoxide::server::serve_with_shutdown(socket, database.clone(), shutdown.clone().requested())
        }));
    tokio::select! {
        results = servers => {
            for error in results.into_iter().filter_map(Result::err) {
                tracing::error!(%error, "the database stopped");
            }
        }
        () = sweep(&database) => {}
    }
}

/// Removes expired items, forever.
async fn sweep(database: &Database) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = database.sweep_ttl() {
            tracing::error!(%error, "removing expired items failed");
        }
    }
}
