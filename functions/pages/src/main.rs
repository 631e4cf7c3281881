//! The `pages` Lambda function.

use lambda_http::lambda_runtime::run;
use lambda_http::{Error, service_fn};
use pages::{Pages, embedded_content};
use shared::clock::Clock;
use shared::cloudfront;
use shared::env::{CloudFront, Environment, Logging, SiteOrigin};
use shared::site::{Embedded, Site};
use shared::telemetry;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    telemetry::exit_code(serve().await)
}

async fn serve() -> Result<(), Error> {
    let environment = Environment::from_process();
    telemetry::start(&Logging::from_environment(&environment), env!("CARGO_CRATE_NAME"));
    let site_origin = SiteOrigin::from_environment(&environment)?;
    let pages = Pages::new(&Site::embedded()?, embedded_content(), site_origin, Clock::system());
    let cloudfront = CloudFront::from_environment(&environment)?;
    run(service_fn(|event| cloudfront::respond(&cloudfront, event, |event| pages.invoke(event)))).await
}
