//! The deployed `membership` function.

use lambda_http::lambda_runtime::run;
use lambda_http::{Error, service_fn};
use membership::{Membership, Settings};
use shared::clock::Clock;
use shared::cloudfront;
use shared::entropy::Entropy;
use shared::env::{CloudFront, Environment, Logging, Table};
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
    let settings = Settings::from_environment(&environment)?;
    let (site, form) = (Site::embedded()?, Form::embedded()?);
    let membership = Membership::new(&site, form, store, settings, Clock::system(), Entropy::system());
    let cloudfront = CloudFront::from_environment(&environment)?;
    let invoke = |event| gateway::respond(event, |request| membership.handle(request));
    run(service_fn(|event| cloudfront::respond(&cloudfront, event, invoke))).await
}
