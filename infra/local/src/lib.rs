//! The deployed stack on one machine: the routes, functions, environment and
//! table of `infra/template.yaml`, with DynamoDB embedded.
//!
//! The gateway turns a request into API Gateway's event for the real handler, and the handler's response back into
//! HTTP. Functions that follow the table's stream get its changes in batches, as from Lambda, and messages of queues after
//! their delay. Mail goes to the outbox, at `/_local/outbox`. `cargo run` starts one stack; each visit test starts its own, in memory and on free ports.
//!
//! Each function makes only the calls that its policy allows, with `AccessDeniedException` for any other.
//!
//! Differences from AWS: nothing is throttled or times out, one function handles
//! several requests at once, and the stream has one shard.

pub mod backup;
mod built;
pub mod demo;
mod dynamodb;
mod error;
mod event;
mod follower;
mod functions;
mod gateway;
mod handler;
pub mod issuer;
mod limits;
mod listen;
mod mail;
mod outbox;
pub mod permissions;
mod queue;
mod reload;
mod response;
pub mod schedule;
pub mod smoke;
mod stack;
mod stream;
pub mod template;
mod thread;

use std::collections::BTreeMap;

pub use built::BuiltSite;
pub use error::StartError;
pub use functions::{connect, handler};
pub use handler::Handler;
pub use listen::Port;
pub use stack::{Data, ExternalIssuer, Options, Stack, TemplateSource};
pub use template::{Environment, Template};

/// Handlers by the functions' names.
pub type Handlers = BTreeMap<String, Handler>;

/// The region of functions on this machine.
pub(crate) const REGION: &str = "us-east-1";
