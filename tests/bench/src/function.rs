//! A function: it has a sandbox whenever there is an event for it.

use crate::launch::Launch;
use crate::lock;
use crate::runtime_api::Answer;
use crate::sandbox::{Failure, Sandbox};
use axum::body::Bytes;
use std::sync::{Arc, Mutex};

/// A function. As on Lambda, an event that finds no sandbox waits until one has started, and a sandbox gets one event at
/// a time; unlike there, there is one sandbox, so that events wait for each other.
pub struct Function {
    launch: Mutex<Launch>,
    busy: tokio::sync::Mutex<()>,
    /// The last is the one that runs, if it does.
    sandboxes: Mutex<Vec<Arc<Sandbox>>>,
}

impl Function {
    /// One that nothing runs of yet.
    pub fn new(launch: Launch) -> Self {
        Self { launch: Mutex::new(launch), busy: tokio::sync::Mutex::default(), sandboxes: Mutex::default() }
    }

    /// What the next sandbox is started with.
    pub fn launch(&self) -> Launch {
        lock(&self.launch).clone()
    }

    /// Changes what it is started with. As on Lambda, what runs ends once it has answered, and is started anew.
    pub async fn configure(&self, change: impl FnOnce(Launch) -> Launch) {
        let _idle = self.busy.lock().await;
        let changed = change(self.launch());
        *lock(&self.launch) = changed;
        let last = lock(&self.sandboxes).last().cloned();
        if let Some(sandbox) = last {
            sandbox.kill().await;
        }
    }

    /// The sandbox that runs. One is started if there is none.
    ///
    /// # Errors
    /// If it can't start.
    pub async fn sandbox(&self) -> Result<Arc<Sandbox>, Failure> {
        let _idle = self.busy.lock().await;
        self.running().await
    }

    /// The answer to an event, JSON.
    ///
    /// # Errors
    /// If there is none.
    pub async fn invoke(&self, event: impl Into<Bytes>) -> Result<Answer, Failure> {
        let _idle = self.busy.lock().await;
        self.running().await?.invoke(event).await
    }

    /// How many sandboxes were started.
    pub fn starts(&self) -> usize {
        lock(&self.sandboxes).len()
    }

    /// What all of its sandboxes have logged so far.
    pub fn stdout(&self) -> String {
        lock(&self.sandboxes).iter().map(|sandbox| sandbox.stdout()).collect()
    }

    /// What all of its sandboxes have written so far beside their logs.
    pub fn stderr(&self) -> String {
        lock(&self.sandboxes).iter().map(|sandbox| sandbox.stderr()).collect()
    }

    async fn running(&self) -> Result<Arc<Sandbox>, Failure> {
        let last = lock(&self.sandboxes).last().cloned();
        if let Some(sandbox) = last.filter(|sandbox| sandbox.is_running()) {
            return Ok(sandbox);
        }
        let started = Sandbox::start(&self.launch()).await.map_err(|error| Failure::Unstartable(error.kind()))?;
        let sandbox = Arc::new(started);
        lock(&self.sandboxes).push(Arc::clone(&sandbox));
        sandbox.ready().await?;
        Ok(sandbox)
    }
}
