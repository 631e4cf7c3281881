//! The functions as they are deployed: the programs themselves, each under a Lambda Runtime API on this machine.
//!
//! [`Programs`] builds or finds them, [`Launch`] is what Lambda starts one with, a [`Sandbox`] is one that runs, and a
//! [`Function`] has a sandbox whenever there is an event. [`Deployed`] puts them in the place of the handlers of the
//! local stack. [`TlsFront`] and [`MailService`] stand in for what is reached over the network.
//!
//! Everything runs on loopback; nothing here needs a network.

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
pub use runtime_api::{Answer, Event, Reported};
pub use rustix::process::{Pid, Signal};
pub use sandbox::{Failure, Sandbox};
pub use tls::TlsFront;
pub use usage::Usage;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a test that failed has left is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
