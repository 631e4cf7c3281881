//! A function that starts a sandbox on demand.

use crate::launch::Launch;
use crate::lock;
use crate::runtime_api::FunctionResponse;
use crate::sandbox::{Failure, Sandbox};
use axum::body::Bytes;
use std::sync::{Arc, Mutex};

/// A function. As on Lambda, an event starts a sandbox if there is none, and a sandbox gets one event at a time. Unlike
/// on Lambda, only one sandbox runs, so events wait for each other.
pub struct Function {
    launch: Mutex<Launch>,
    busy: tokio::sync::Mutex<()>,
    /// All sandboxes so far. Only the last may be running.
    sandboxes: Mutex<Vec<Arc<Sandbox>>>,
}

impl Function {
    /// Creates a function without a sandbox.
    pub fn new(launch: Launch) -> Self {
        Self { launch: Mutex::new(launch), busy: tokio::sync::Mutex::default(), sandboxes: Mutex::default() }
    }

    /// Returns the launch of the next sandbox.
    pub fn launch(&self) -> Launch {
        lock(&self.launch).clone()
    }

    /// Changes the launch. As on Lambda, a running sandbox stops after its event, and the next event starts a new one.
    pub async fn configure(&self, change: impl FnOnce(Launch) -> Launch) {
        let _idle = self.busy.lock().await;
        let changed = change(self.launch());
        *lock(&self.launch) = changed;
        let last = lock(&self.sandboxes).last().cloned();
        if let Some(sandbox) = last {
            sandbox.kill().await;
        }
    }

    /// Returns the running sandbox, and starts one if there is none.
    ///
    /// # Errors
    /// If it can't start.
    pub async fn sandbox(&self) -> Result<Arc<Sandbox>, Failure> {
        let _idle = self.busy.lock().await;
        self.running().await
    }

    /// Returns the JSON response to an event.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn invoke(&self, event: impl Into<Bytes>) -> Result<FunctionResponse, Failure> {
        let _idle = self.busy.lock().await;
        self.running().await?.invoke(event).await
    }

    /// Counts the sandboxes started so far.
    pub fn starts(&self) -> usize {
        lock(&self.sandboxes).len()
    }

    /// Returns the logs of all its sandboxes.
    pub fn stdout(&self) -> String {
        lock(&self.sandboxes).iter().map(|sandbox| sandbox.stdout()).collect()
    }

    /// Returns the standard error of all its sandboxes.
    pub fn stderr(&self) -> String {
        lock(&self.sandboxes).iter().map(|sandbox| sandbox.stderr()).collect()
    }

    async fn running(&self) -> Result<Arc<Sandbox>, Failure> {
        let last = lock(&self.sandboxes).last().cloned();
        if let Some(sandbox) = last.filter(|sandbox| sandbox.is_running()) {
            return Ok(sandbox);
        }
        let sandbox = Arc::new(Sandbox::start(&self.launch()).await?);
        lock(&self.sandboxes).push(Arc::clone(&sandbox));
        sandbox.ready().await?;
        Ok(sandbox)
    }
}
