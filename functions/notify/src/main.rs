//! The `notify` function as it is deployed.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use notify::{Event, Notify};
use shared::env::{Aws, Environment, Logging, Retention, Table};
use shared::store::Store;
use shared::telemetry;
use shared::world::World;
use std::convert::Infallible;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let environment = Environment::of_process();
    telemetry::start(&Logging::from_environment(&environment));
    let store = Store::new(Aws::client(&environment)?, Table::from_environment(&environment)?.name);
    let notify = Notify::new(store, Retention::from_environment(&environment)?, World::real());
    run(service_fn(async |event: LambdaEvent<Event>| Ok::<_, Infallible>(notify.handle(event.payload).await))).await
}
