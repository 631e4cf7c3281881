//! A running program that gets one event at a time, as in a sandbox of Lambda.

use crate::launch::Launch;
use crate::runtime_api::{Event, FunctionResponse, Reported, RuntimeApi};
use crate::usage::Usage;
use axum::body::Bytes;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use thiserror::Error;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// The time limit for starts and responses. No function of the template has more.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A running program. It is killed when this is dropped.
pub struct Sandbox {
    launch: Launch,
    api: RuntimeApi,
    started: Instant,
    pid: Pid,
    ended: watch::Receiver<Option<ExitStatus>>,
    // Output goes to files, so that it can be read at any time.
    output: TempDir,
    events: AtomicU64,
}

/// The reason why there is no response.
#[derive(Debug, Error)]
pub enum Failure {
    /// The program cannot be started.
    #[error("it can't be run: {0}")]
    Unstartable(#[from] io::Error),
    /// The function reported an error.
    #[error("it reports {}: {}", .0.error_type, .0.error_message)]
    Reported(Reported),
    /// The program has ended.
    #[error("it ended: {0}")]
    Ended(ExitStatus),
    /// It took too long and was killed.
    #[error("it timed out")]
    TimedOut,
}

impl Sandbox {
    /// Starts the program.
    ///
    /// # Errors
    /// If it can't be started.
    pub async fn start(launch: &Launch) -> io::Result<Self> {
        let api = RuntimeApi::start().await?;
        let output = TempDir::new()?;
        let file = |name| File::create(output.path().join(name)).map(Stdio::from);
        let (program, arguments) = launch.command();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(&launch.variables)
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string());
        command.stdin(Stdio::null()).stdout(file("stdout")?).stderr(file("stderr")?).kill_on_drop(true);
        let started = Instant::now();
        let child = command.spawn()?;
        let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed())).ok_or(io::ErrorKind::NotFound)?;
        Ok(Self {
            launch: launch.clone(),
            api,
            started,
            pid,
            ended: watch_over(child),
            output,
            events: AtomicU64::new(0),
        })
    }

    /// Waits until it asks for its first event, and returns the duration since its start.
    ///
    /// # Errors
    /// If it ends before, or never asks.
    pub async fn ready(&self) -> Result<Duration, Failure> {
        self.next_request(0).await
    }

    /// Waits until it is idle: it has responded to every event, asked for another, and uses no CPU.
    ///
    /// # Errors
    /// If it ends before, or never becomes idle.
    pub async fn idle(&self) -> Result<(), Failure> {
        self.next_request(usize::try_from(self.events.load(Ordering::Relaxed)).unwrap_or(usize::MAX)).await?;
        let mut before = self.usage();
        let still = async {
            loop {
                sleep(Duration::from_millis(2)).await;
                let now = self.usage();
                if now.cpu == before.cpu {
                    return Ok(());
                }
                before = now;
            }
        };
        timeout(TIME_LIMIT, still).await.unwrap_or_else(|_| self.time_out())
    }

    /// Returns its usage so far.
    pub fn usage(&self) -> Usage {
        Usage::of(self.pid)
    }

    async fn next_request(&self, number: usize) -> Result<Duration, Failure> {
        let request = async {
            tokio::select! {
                biased;
                at = self.api.next_request(number) => Ok(at - self.started),
                status = self.ended() => Err(Failure::Ended(status)),
            }
        };
        timeout(TIME_LIMIT, request).await.unwrap_or_else(|_| self.time_out())
    }

    /// Returns the JSON response to an event.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn invoke(&self, event: impl Into<Bytes>) -> Result<FunctionResponse, Failure> {
        let number = self.events.fetch_add(1, Ordering::Relaxed);
        self.invoke_as(&format!("8476a536-e9f4-11e8-9739-{number:012x}"), event).await
    }

    /// Returns the JSON response to an event with this request id.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn invoke_as(&self, request_id: &str, event: impl Into<Bytes>) -> Result<FunctionResponse, Failure> {
        let receiver = self.api.hand_over(Event {
            request_id: request_id.to_owned(),
            function_arn: self.launch.arn(),
            deadline: now() + TIME_LIMIT.as_millis(),
            body: event.into(),
        });
        let response = async {
            tokio::select! {
                biased;
                Ok(response) = receiver => response.map_err(Failure::Reported),
                status = self.ended() => Err(Failure::Ended(status)),
            }
        };
        timeout(TIME_LIMIT, response).await.unwrap_or_else(|_| self.time_out())
    }

    /// Sends a signal, if it is running.
    pub fn signal(&self, signal: Signal) {
        if self.is_running() {
            // It may have ended meanwhile.
            let _ = kill_process(self.pid, signal);
        }
    }

    /// Kills it and waits for its end.
    pub async fn kill(&self) -> ExitStatus {
        self.signal(Signal::KILL);
        self.ended().await
    }

    /// Whether it is running.
    pub fn is_running(&self) -> bool {
        self.ended.borrow().is_none()
    }

    /// Waits until it has ended, and returns its status.
    pub async fn ended(&self) -> ExitStatus {
        let mut ended = self.ended.clone();
        // The watcher reports the status before it stops.
        let status = ended.wait_for(Option::is_some).await.ok().and_then(|status| *status);
        status.unwrap_or_default()
    }

    /// Returns the error that it reported to the Runtime API instead of starting.
    pub fn init_error(&self) -> Option<Reported> {
        self.api.init_error()
    }

    /// Returns its log so far.
    pub fn stdout(&self) -> String {
        self.read("stdout")
    }

    /// Returns its standard error so far.
    pub fn stderr(&self) -> String {
        self.read("stderr")
    }

    fn read(&self, name: &str) -> String {
        let bytes = fs::read(self.output.path().join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn time_out<T>(&self) -> Result<T, Failure> {
        self.signal(Signal::KILL);
        Err(Failure::TimedOut)
    }
}

/// Waits for the program to end. Killing it is left to the runtime's end.
fn watch_over(mut child: Child) -> watch::Receiver<Option<ExitStatus>> {
    let (ending, ended) = watch::channel(None);
    tokio::spawn(async move {
        tokio::select! {
            status = child.wait() => ending.send_modify(|ended| *ended = Some(status.unwrap_or_default())),
            // Dropping the child kills it.
            () = ending.closed() => {}
        }
    });
    ended
}

#[allow(clippy::disallowed_methods, reason = "Lambda's clock, not a function's")]
fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()
}
