//! The deployed `directory` function.

use directory::{Directory, Settings};
use lambda_http::lambda_runtime::run;
use lambda_http::{Error, service_fn};
use shared::clock::Clock;
use shared::env::{Environment, Logging, SiteOrigin, Table};
use shared::gateway;
use shared::site::{Embedded, Form, Site};
use shared::telemetry;
use std::process::ExitCode;
use store::Store;
use store::aws::AwsConfig;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    telemetry::exit_code(serve().await)
}

async fn serve() -> Result<(), Error> {
    let environment = Environment::from_process();
    telemetry::start(&Logging::from_environment(&environment), env!("CARGO_CRATE_NAME"));
    let store = Store::new(AwsConfig::connect(&environment)?, Table::from_environment(&environment)?.name);
    let settings = Settings { site_origin: SiteOrigin::from_environment(&environment)? };
    let directory = Directory::new(&Site::embedded()?, Form::embedded()?, store, settings, Clock::system());
    run(service_fn(|event| gateway::respond(event, |request| directory.handle(request)))).await
}
