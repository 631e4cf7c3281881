//! The deployed programs, each under a local Lambda Runtime API.
//!
//! [`Programs`] builds or finds them, a [`Launch`] describes how one starts, a [`Sandbox`] is a running one, and a
//! [`Function`] starts sandboxes on demand. [`Deployed`] is a local stack with programs instead of handlers.
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
mod server;
mod tls;
mod usage;

pub use axum::http::StatusCode;
pub use deployed::Deployed;
pub use function::Function;
pub use launch::Launch;
pub use mail_service::{MailService, Sent};
pub use programs::{Build, Programs, workspace};
pub use runtime_api::{FunctionResponse, Reported, TRACE};
pub use rustix::process::Signal;
pub use sandbox::{Failure, Sandbox};
pub use tls::TlsFront;
pub use usage::Usage;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex, even a poisoned one: the data stays consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
