//! The deployed stack on one machine: the routes, functions, environment and
//! table of `infra/template.yaml`, with DynamoDB embedded.
//!
//! A request becomes the event that API Gateway would send, the real handler
//! answers it, and its answer comes back the way API Gateway would return it. What
//! is written to the table reaches the functions that follow its stream, in batches
//! as Lambda would hand them over. What would be sent by e-mail can be read in the
//! outbox, under `/_local/outbox`.
//! `cargo run` starts one such stack; each test that visits the site starts its
//! own, in memory and on free ports.
//!
//! Where it is kinder than AWS: nothing is throttled or timed out, one function
//! answers several requests at once, and the stream has one shard.

pub mod backup;
mod dynamodb;
mod error;
mod event;
mod follower;
mod functions;
mod gateway;
mod handler;
mod listen;
mod mail;
mod outbox;
mod reload;
mod response;
mod routes;
mod schedule;
mod stack;
mod stream;
mod table;
pub mod template;
mod thread;

use std::collections::BTreeMap;

pub use error::StartError;
pub use functions::handler;
pub use handler::{Failed, Handler};
pub use stack::{Data, Options, Source, Stack};
pub use template::{Environment, Template};

/// The functions' handlers, by the functions' names.
pub type Handlers = BTreeMap<String, Handler>;

/// The region that functions on this machine believe to be in.
pub(crate) const REGION: &str = "us-east-1";
