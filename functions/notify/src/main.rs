//! The deployed `notify` function.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use notify::{DecisionQueue, Event, Mailer, Notify, Outlets, Settings};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{Environment, Logging, Table};
use shared::site::{Embedded, FormDigest, Site};
use shared::telemetry;
use std::process::ExitCode;
use store::Store;
use store::aws::{AwsConfig, TimeLimits};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Boxed, because the compiler can't lay out so deep a future within another.
    telemetry::exit_code(Box::pin(serve()).await)
}

async fn serve() -> Result<(), Error> {
    let environment = Environment::from_process();
    telemetry::start(&Logging::from_environment(&environment), env!("CARGO_CRATE_NAME"));
    let aws = AwsConfig::from_environment(&environment)?;
    let http_client = aws.http_client()?;
    let client = aws.dynamodb(http_client.clone(), TimeLimits::DEPLOYED);
    let store = Store::new(client, Table::from_environment(&environment)?.name);
    let settings = Settings::from_environment(&environment)?;
    let decisions = DecisionQueue::connect(&environment, &aws, http_client.clone())?;
    let outlets = Outlets { mailer: Mailer::deployed(&environment, &aws, http_client)?, decisions };
    let notify = Notify::new(
        &Site::embedded()?,
        FormDigest::embedded()?,
        store,
        settings,
        outlets,
        Clock::system(),
        Entropy::system(),
    );
    run(service_fn(async |event: LambdaEvent<Event>| notify.handle(event.payload).await.map_err(Error::from))).await
}
