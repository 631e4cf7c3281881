//! The `join` function as it is deployed.

use join::{Join, Settings};
use lambda_http::lambda_runtime::run;
use lambda_http::{Error, service_fn};
use shared::env::{Aws, Environment, Logging, Table};
use shared::gateway;
use shared::site::{Form, Site};
use shared::store::Store;
use shared::telemetry;
use shared::world::World;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    telemetry::ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let environment = Environment::of_process();
    telemetry::start(&Logging::from_environment(&environment));
    let store = Store::new(Aws::client(&environment)?, Table::from_environment(&environment)?.name);
    let settings = Settings::from_environment(&environment)?;
    let join = Join::new(&Site::embedded()?, Form::embedded()?, store, settings, World::real());
    run(service_fn(|event| gateway::answer(event, |request| join.handle(request)))).await
}
