//! A way to the table on which responses are lost.

use super::{Visitor, handlers};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use local::{Options, Stack};
use shared::env::{Aws, Environment};
use shared::world::World;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What goes wrong on the way to the table, as a test decides while it runs.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The responses to this kind of call are lost, so many of them, although the call was made.
    lost: Option<(&'static str, u32)>,
    /// After so many requests the function is killed: no other leaves it.
    left: Option<u32>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Answered,
    ResponseLost,
    NeverSent,
}

impl Faults {
    /// Loses the next `count` responses to `call`.
    pub fn lose(&self, call: &'static str, count: u32) {
        self.state().lost = Some((call, count));
    }

    /// Lets so many requests through, and no more.
    pub fn kill_after(&self, requests: u32) {
        self.state().left = Some(requests);
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn fate(&self, target: &str) -> Fate {
        let mut state = self.state();
        if let Some(left) = &mut state.left {
            match left.checked_sub(1) {
                Some(less) => *left = less,
                None => return Fate::NeverSent,
            }
        }
        match &mut state.lost {
            Some((call, count)) if *count > 0 && target.ends_with(*call) => {
                *count -= 1;
                Fate::ResponseLost
            }
            _ => Fate::Answered,
        }
    }
}

/// The connection that it goes wrong on.
#[derive(Debug, Clone)]
struct Faulty {
    inner: SharedHttpConnector,
    faults: Faults,
}

impl HttpConnector for Faulty {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let fate = self.faults.fate(request.headers().get("x-amz-target").unwrap_or_default());
        if fate == Fate::NeverSent {
            return HttpConnectorFuture::ready(Err(ConnectorError::io("the function was killed".into())));
        }
        let response = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let response = response.await?;
            let lost = fate == Fate::ResponseLost;
            if lost { Err(ConnectorError::io("the response was lost".into())) } else { Ok(response) }
        })
    }
}

/// A stack on whose way to the table things go wrong when the test says so.
pub async fn start_faulty(options: Options) -> (Stack, Visitor, Faults) {
    let faults = Faults::default();
    let own = faults.clone();
    let stack = Stack::start_with(options, move |environments| async move {
        Ok(handlers(environments, &World::real(), |environment| faulty_client(environment, &own)))
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor, faults)
}

/// A stack on whose way to the table the first `count` responses to `call` are lost.
pub async fn start_lossy(call: &'static str, count: u32) -> (Stack, Visitor) {
    let (stack, visitor, faults) = start_faulty(Options::default()).await;
    faults.lose(call, count);
    (stack, visitor)
}

fn faulty_client(environment: &Environment, faults: &Faults) -> Client {
    let client = Aws::client(environment).unwrap();
    let inner: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    let faults = faults.clone();
    let http_client = http_client_fn(move |settings, components| {
        let inner = inner.http_connector(settings, components);
        SharedHttpConnector::new(Faulty { inner, faults: faults.clone() })
    });
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    Client::from_conf(client.config().to_builder().http_client(http_client).retry_config(retries).build())
}
