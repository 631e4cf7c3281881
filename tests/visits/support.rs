//! Stacks to visit, and functions with a test's own clock, mail service or connection to the table.

pub mod chance;
pub mod changes;
pub mod faulty;
pub mod functions;
pub mod meter;
pub mod outbox;
pub mod post;
pub mod site_copy;
pub mod store;
pub mod time;
pub mod wire;

pub use faulty::{start_faulty, start_hurried, start_lossy};
pub use functions::Wiring;
pub use site_copy::SiteCopy;
pub use test_support::table::{Item, items, only_application, scan, text};
pub use test_support::{Page, Visitor, answers, api, log};

use local::{Options, Stack};

/// Starts a stack with its own database, in memory and on free ports.
pub async fn start() -> (Stack, Visitor) {
    let stack = Stack::start(Options::default()).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor)
}
