//! The deployed functions with another clock, other chance or another way to the table.

use aws_sdk_dynamodb::Client;
use join::{Join, Settings};
use lambda_http::{Context, LambdaEvent};
use local::{Handler, Handlers};
use notify::{Mailer, Notify};
use pages::{Content, Pages};
use shared::env::{Address, Aws, Environment, Table};
use shared::site::{Form, Site};
use shared::store::Store;
use shared::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A handler for each function, in `world`; `connect` makes the client with which visitors' requests reach the table.
pub fn handlers(
    environments: BTreeMap<String, local::Environment>,
    world: &World,
    connect: impl Fn(&Environment) -> Client,
) -> Handlers {
    let handler = |name: &str, environment: &Environment| match name {
        "join" => join(
            Store::new(connect(environment), Table::from_environment(environment).unwrap().name),
            environment,
            world,
        ),
        "notify" => notify(
            Store::new(Aws::client(environment).unwrap(), Table::from_environment(environment).unwrap().name),
            environment,
            world,
        ),
        _ => pages(&Site::embedded().unwrap(), Content::embedded(), environment, world),
    };
    let environments = environments.into_iter().map(|(name, environment)| (name, Environment::from_iter(environment)));
    environments.map(|(name, environment)| (name.clone(), handler(&name, &environment))).collect()
}

fn join(store: Store, environment: &Environment, world: &World) -> Handler {
    let (site, form) = (Site::embedded().unwrap(), Form::embedded().unwrap());
    let settings = Settings::from_environment(environment).unwrap();
    let join = Arc::new(Join::new(&site, form, store, settings, world.clone()));
    Handler::http(move |request| {
        let join = Arc::clone(&join);
        async move { join.handle(request).await }
    })
}

/// It sends nothing: the tests of messages make their own.
fn notify(store: Store, environment: &Environment, world: &World) -> Handler {
    let settings = notify::Settings::from_environment(environment).unwrap();
    let notify = Notify::new(&Site::embedded().unwrap(), store, settings, Mailer::Off, world.clone());
    let notify = Arc::new(notify);
    Handler::events(move |event| {
        let notify = Arc::clone(&notify);
        async move { notify.handle(event).await }
    })
}

/// The pages of a site.
pub fn pages(site: &Site, content: Content, environment: &Environment, world: &World) -> Handler {
    let address = Address::from_environment(environment).unwrap();
    let pages = Arc::new(Pages::new(site, content, address, world.clone()));
    Handler::events(move |event| {
        let pages = Arc::clone(&pages);
        async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
    })
}
