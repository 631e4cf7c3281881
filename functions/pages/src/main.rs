//! The `pages` function as it is deployed.

use lambda_http::{Error, Request, run, service_fn};
use pages::{Content, Pages};
use shared::env::{Environment, Logging};
use shared::site::Site;
use shared::telemetry;
use std::convert::Infallible;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start(&Logging::from_environment(&Environment::of_process()));
    let pages = Pages::new(&Site::embedded()?, Content::embedded());
    run(service_fn(async |request: Request| Ok::<_, Infallible>(pages.handle(request).await))).await
}
