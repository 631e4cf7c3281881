//! Another association: individual members, another form, in Polish. `tests/sites/beekeepers` is all that it wrote.

mod conditions;
mod definition;
mod words;

use crate::support::own_site::{built, directory};
use crate::support::{Visitor, start_built};
use local::{BuiltSite, Stack};
use shared::site::Form;
use std::sync::{Arc, LazyLock};

pub static BEEKEEPERS: LazyLock<Arc<BuiltSite>> = LazyLock::new(|| built(&directory("sites/beekeepers")));

/// Returns the association's form.
fn form() -> &'static Form {
    &BEEKEEPERS.form
}

/// Starts a stack with the association's site.
async fn start() -> (Stack, Visitor) {
    start_built(&BEEKEEPERS).await
}
