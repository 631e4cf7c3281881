//! Stacks to visit, and functions with a test's own clock, mail service or connection to the table.

pub mod chance;
pub mod changes;
pub mod faulty;
pub mod functions;
pub mod hostile;
pub mod meter;
pub mod outbox;
pub mod post;
pub mod site_copy;
pub mod staff;
pub mod store;
pub mod time;
pub mod wire;

pub use faulty::{start_faulty, start_hurried, start_lossy};
pub use functions::Wiring;
pub use site_copy::SiteCopy;
pub use test_support::own_site::{self, OWN_SITE};
pub use test_support::table::{Item, count, items, only_application, scan, text};
pub use test_support::{FIRST_VISIT, Page, Visitor, answers, api, log, table};

use local::{BuiltSite, Options, Stack};
use std::sync::Arc;

/// Options of a stack with the tests' own site, in memory and on free ports.
pub fn options() -> Options {
    Options { built: Some(Arc::clone(&OWN_SITE)), ..Options::default() }
}

/// Starts a stack with its own database.
pub async fn start() -> (Stack, Visitor) {
    start_built(&OWN_SITE).await
}

/// Starts a stack with this site and the deployed functions.
pub async fn start_built(site: &Arc<BuiltSite>) -> (Stack, Visitor) {
    let stack = Stack::start(Options { built: Some(Arc::clone(site)), ..Options::default() }).await.unwrap();
    let visitor = Visitor::of(&stack.site_url(), site);
    (stack, visitor)
}

/// Starts a stack with a draft in which the first section is filled in. Returns its private path too.
pub async fn start_with_draft() -> (Stack, Visitor, String) {
    let (stack, visitor) = start().await;
    let address = visitor.start_draft().await;
    (stack, visitor, address)
}

/// Starts a stack with a complete draft. Returns its private path too.
pub async fn start_filled_in() -> (Stack, Visitor, String) {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    (stack, visitor, address)
}

/// Starts a stack with a submitted application. Returns its private path too.
pub async fn start_applied() -> (Stack, Visitor, String) {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    (stack, visitor, address)
}
