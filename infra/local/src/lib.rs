//! The deployed stack on one machine: the routes, functions, environment and
//! table of `infra/template.yaml`, with DynamoDB embedded.
//!
//! A request becomes the event that API Gateway would send, the real handler
//! answers it, and its answer comes back the way API Gateway would return it.
//! `cargo run` starts one such stack; each test that visits the site starts its
//! own, in memory and on free ports.
//!
//! Where it is kinder than AWS: nothing is throttled or timed out, and one
//! function answers several requests at once.

mod dynamodb;
mod error;
mod event;
mod functions;
mod gateway;
mod invoke;
mod listen;
mod reload;
mod response;
mod routes;
mod stack;
mod table;
pub mod template;
mod thread;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;
use lambda_http::{Body, Request, Response};

pub use error::StartError;
pub use functions::content;
pub use stack::{Data, Options, Source, Stack};
pub use template::{Environment, Template};

/// What answers the requests of one function.
pub type Handler = Arc<dyn Fn(Request) -> BoxFuture<'static, Response<Body>> + Send + Sync>;

/// The functions' handlers, by the functions' names.
pub type Handlers = BTreeMap<String, Handler>;

/// The region that functions on this machine believe to be in.
pub(crate) const REGION: &str = "us-east-1";
