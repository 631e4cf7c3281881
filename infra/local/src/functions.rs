//! The deployed functions as handlers: the only place that names them.
//!
//! Each is made as its own `main.rs` makes it, from the environment that the template gives it.

use std::collections::BTreeMap;
use std::sync::Arc;

use join::Join;
use lambda_http::Request;
use pages::{Content, Pages};
use shared::env::{Address, Aws, Environment as Variables, Table};
use shared::site::{Form, Site};
use shared::store::Store;
use shared::world::World;

use crate::{Environment, Handler, Handlers, StartError};

type Reason = Box<dyn std::error::Error + Send + Sync>;

/// A handler for each function of the template.
pub(crate) async fn handlers(environments: BTreeMap<String, Environment>) -> Result<Handlers, StartError> {
    let made = environments.into_iter().map(|(name, environment)| match handler(&name, environment) {
        Ok(handler) => Ok((name, handler)),
        Err(reason) => Err(StartError::Function { name, reason: reason.to_string() }),
    });
    made.collect()
}

fn handler(name: &str, environment: Environment) -> Result<Handler, Reason> {
    let variables = Variables::from_iter(environment);
    match name {
        "pages" => {
            let pages = Arc::new(Pages::new(&Site::embedded()?, Content::embedded()));
            Ok(Arc::new(move |request: Request| {
                let pages = Arc::clone(&pages);
                Box::pin(async move { pages.handle(request).await })
            }))
        }
        "join" => {
            let store = Store::new(Aws::client(&variables)?, Table::from_environment(&variables)?.name);
            let address = Address::from_environment(&variables)?;
            let join = Join::new(&Site::embedded()?, Form::embedded()?, store, address, World::real());
            let join = Arc::new(join);
            Ok(Arc::new(move |request: Request| {
                let join = Arc::clone(&join);
                Box::pin(async move { join.handle(request).await })
            }))
        }
        _ => Err("infra/local/src/functions.rs does not know it".into()),
    }
}
