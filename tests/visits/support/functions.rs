//! The deployed functions with another clock, other chance or another way to the table.

use aws_sdk_dynamodb::Client;
use join::{Join, Settings};
use lambda_http::{Context, LambdaEvent};
use local::{Handler, Handlers};
use notify::{Mailer, Notify};
use pages::{Content, Pages, embedded_content};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{Environment, SiteOrigin, Table};
use shared::site::{Embedded, Form, Site};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;
use store::aws::AwsConfig;

/// Returns a handler for each function. `connect` makes the client with which `join` reaches the table.
pub fn handlers(
    environments: BTreeMap<String, local::Environment>,
    clock: &Clock,
    entropy: &Entropy,
    connect: impl Fn(&Environment) -> Client,
) -> Handlers {
    let handler = |name: &str, environment: &Environment| match name {
        "join" => join(
            Store::new(connect(environment), Table::from_environment(environment).unwrap().name),
            environment,
            clock,
            entropy,
        ),
        "notify" => notify(
            Store::new(AwsConfig::connect(environment).unwrap(), Table::from_environment(environment).unwrap().name),
            environment,
            clock,
            entropy,
        ),
        _ => pages(&Site::embedded().unwrap(), embedded_content(), environment, clock),
    };
    let environments = environments.into_iter().map(|(name, environment)| (name, Environment::from_iter(environment)));
    environments.map(|(name, environment)| (name.clone(), handler(&name, &environment))).collect()
}

fn join(store: Store, environment: &Environment, clock: &Clock, entropy: &Entropy) -> Handler {
    let (site, form) = (Site::embedded().unwrap(), Form::embedded().unwrap());
    let settings = Settings::from_environment(environment).unwrap();
    let join = Arc::new(Join::new(&site, form, store, settings, clock.clone(), entropy.clone()));
    Handler::http(move |request| {
        let join = Arc::clone(&join);
        async move { join.handle(request).await }
    })
}

/// It sends nothing: the tests of messages make their own.
fn notify(store: Store, environment: &Environment, clock: &Clock, entropy: &Entropy) -> Handler {
    let settings = notify::Settings::from_environment(environment).unwrap();
    let notify = Notify::new(&Site::embedded().unwrap(), store, settings, Mailer::Off, clock.clone(), entropy.clone());
    let notify = Arc::new(notify);
    Handler::events(move |event| {
        let notify = Arc::clone(&notify);
        async move { notify.handle(event).await }
    })
}

/// The pages of a site.
pub fn pages(site: &Site, content: Content, environment: &Environment, clock: &Clock) -> Handler {
    let site_origin = SiteOrigin::from_environment(environment).unwrap();
    let pages = Arc::new(Pages::new(site, content, site_origin, clock.clone()));
    Handler::events(move |event| {
        let pages = Arc::clone(&pages);
        async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
    })
}
