//! A server with its own thread and runtime: the embedded database blocks its thread, and a test may block the
//! caller's.

use std::future::Future;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use crate::StartError;

/// The time that requests get to finish. It is short because a browser's idle connection uses all of it.
const GRACE: Duration = Duration::from_millis(500);

/// The bytes of its stack: the futures of a debug build come near to the usual 2 MiB.
const STACK: usize = 8 << 20;

/// A running server. It ends when this is dropped.
pub(crate) struct ServerThread {
    alive: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Tells a server to shut down.
#[derive(Clone)]
pub(crate) struct Shutdown(watch::Receiver<()>);

impl Shutdown {
    /// Returns when the server must shut down.
    pub(crate) async fn requested(mut self) {
        // Nothing is ever sent: this ends when the sender is dropped.
        while self.0.changed().await.is_ok() {}
    }
}

impl ServerThread {
    /// Starts `serve` on a thread called `name`. It is aborted half a second after the shutdown begins.
    pub(crate) fn start<F, Server>(name: &str, serve: F) -> Result<Self, StartError>
    where
        F: FnOnce(Shutdown) -> Server + Send + 'static,
        Server: Future<Output = ()>,
    {
        let failed = |error| StartError::new("cannot start a thread", &error);
        let (alive, shutdown) = watch::channel(());
        let shutdown = Shutdown(shutdown);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let run = move || {
            let cut_off = shutdown.clone();
            runtime.block_on(async {
                tokio::select! {
                    () = serve(shutdown) => {}
                    () = async { cut_off.requested().await; tokio::time::sleep(GRACE).await } => {}
                }
            });
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(run).map_err(failed)?;
        Ok(Self { alive: Some(alive), thread: Some(thread) })
    }

    /// Stops the server and waits for its end.
    pub(crate) async fn stop(self) {
        // An error means that it panicked, which has been reported.
        let _ = tokio::task::spawn_blocking(|| drop(self)).await;
    }
}

impl Drop for ServerThread {
    fn drop(&mut self) {
        self.alive.take();
        if let Some(thread) = self.thread.take() {
            // It fails if the thread panicked, which has been reported.
            let _ = thread.join();
        }
    }
}
