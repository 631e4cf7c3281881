//! The `notify` function as it is deployed.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use notify::{Event, Mailer, Notify, Settings};
use shared::aws::TimeLimits;
use shared::env::{Aws, Environment, Logging, Table};
use shared::site::Site;
use shared::store::{Store, connect};
use shared::telemetry;
use shared::world::World;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Boxed, for it is too deep a future for the compiler to lay out within another.
    telemetry::ended(Box::pin(serve()).await)
}

async fn serve() -> Result<(), Error> {
    let environment = Environment::of_process();
    telemetry::start(&Logging::from_environment(&environment));
    let aws = Aws::from_environment(&environment)?;
    let http_client = aws.http_client()?;
    let client = connect(&aws, http_client.clone(), TimeLimits::DEPLOYED);
    let store = Store::new(client, Table::from_environment(&environment)?.name);
    let settings = Settings::from_environment(&environment)?;
    let mailer = Mailer::deployed(&environment, &aws, http_client)?;
    let notify = Notify::new(&Site::embedded()?, store, settings, mailer, World::real());
    run(service_fn(async |event: LambdaEvent<Event>| notify.handle(event.payload).await.map_err(Error::from))).await
}
