//! The deployed programs, each under a Lambda Runtime API on this machine.
//!
//! [`Programs`] builds or finds them, a [`Launch`] starts one as Lambda does, a [`Sandbox`] is a running one, and a
//! [`Function`] starts a sandbox when it has an event. [`Deployed`] is a local stack with programs instead of handlers.
//! [`TlsFront`] and [`MailService`] stand in for services of AWS.
//!
//! Everything runs on loopback, without a network.

mod deployed;
mod function;
mod launch;
mod mail_service;
mod programs;
mod runtime_api;
mod sandbox;
mod tls;
mod usage;

pub use axum::http::StatusCode;
pub use deployed::Deployed;
pub use function::Function;
pub use launch::Launch;
pub use mail_service::{MailService, Sent};
pub use programs::{Build, Programs, workspace};
pub use runtime_api::{Event, FunctionResponse, Reported};
pub use rustix::process::{Pid, Signal};
pub use sandbox::{Failure, Sandbox};
pub use tls::TlsFront;
pub use usage::Usage;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned lock is fine: its data stays consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
