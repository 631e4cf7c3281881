//! The `pages` function as it is deployed.

use lambda_http::lambda_runtime::run;
use lambda_http::{Error, service_fn};
use pages::{Content, Pages};
use shared::env::{Address, Environment, Logging};
use shared::site::Site;
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
    let address = Address::from_environment(&environment)?;
    let pages = Pages::new(&Site::embedded()?, Content::embedded(), address, World::real());
    run(service_fn(|event| pages.invoke(event))).await
}
