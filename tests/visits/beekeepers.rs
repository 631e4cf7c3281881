//! Another association: individual members, another form, in Polish. `tests/sites/beekeepers` is all that it wrote.

mod conditions;
mod definition;
mod words;

use crate::support::own_site::{built, directory};
use crate::support::{Visitor, options};
use local::{BuiltSite, Options, Stack};
use shared::site::Form;
use std::sync::{Arc, LazyLock};

static BEEKEEPERS: LazyLock<Arc<BuiltSite>> = LazyLock::new(|| built(&directory("sites/beekeepers")));

/// Returns the association's form.
fn form() -> &'static Form {
    &BEEKEEPERS.form
}

/// Starts a stack with the association's site.
async fn start() -> (Stack, Visitor) {
    let stack = Stack::start(Options { built: Some(Arc::clone(&BEEKEEPERS)), ..options() }).await.unwrap();
    let visitor = Visitor::of(&stack.site_url(), form());
    (stack, visitor)
}
