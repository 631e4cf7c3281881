//! A stack on which the requests of `join` and `notify` to the table fail.

use super::client::TURN;
use crate::support::chance::{self, Chance, Turn};
use crate::support::changes::queue_in;
use crate::support::time::Time;
use crate::support::{OWN_SITE, Wiring, options, wire};
use aws_sdk_dynamodb::Client;
use local::{Handler, Options, Stack};
use notify::{Mailer, Outlets, Settings};
use serde_json::{Value, json};
use shared::entropy::Entropy;
use shared::env::{Environment, Table};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::aws::AwsConfig;
use store::{CLAIM_SECONDS, Store};

/// The actor of stream records.
const FOLLOWING: u32 = 1000;

/// Starts the stack, with or without a source limit, which no source reaches.
pub async fn start(chance: Arc<Chance>, limited: bool) -> Stack {
    let options = Options { source_limit: if limited { 1_000_000 } else { 0 }, ..options() };
    let making = move |environments: std::collections::BTreeMap<String, local::Environment>| async move {
        let plan = Arc::clone(&chance);
        let connect = move |environment: &Environment| -> Client {
            let config = AwsConfig::connect(environment).unwrap().config().to_builder();
            wire::planned(wire::hurried(config, format!("{plan:?}")), Arc::clone(&plan) as _)
        };
        let environment = Environment::from_iter(environments["notify"].clone());
        let store = Store::new(connect(&environment), Table::from_environment(&environment).unwrap().name);
        let following = following(store, &environment, Arc::clone(&chance));
        let wiring = Wiring { entropy: chance::entropy(), connect: Box::new(connect), ..Wiring::default() };
        let mut made = wiring.handlers(environments);
        made.insert("notify".to_owned(), following);
        let join = in_turn(made["join"].clone(), Arc::clone(&chance));
        made.insert("join".to_owned(), join);
        Ok(made)
    };
    Stack::start_with(options, making).await.unwrap()
}

/// Handles a request in its turn. If the function is killed, API Gateway responds with an error.
fn in_turn(join: Handler, chance: Arc<Chance>) -> Handler {
    Handler::program(move |event| {
        let (join, chance, turn) = (join.clone(), Arc::clone(&chance), turn(&event));
        async move {
            let response = chance.during(turn, join.call(event)).await;
            response.map_or_else(
                || Ok(json!({ "statusCode": 502 }).to_string()),
                |response| response.map_err(|failed| failed.to_string()),
            )
        }
    })
}

fn turn(event: &str) -> Turn {
    let event: Value = serde_json::from_str(event).unwrap();
    let (who, number) = event["headers"][TURN].as_str().unwrap().split_once(' ').unwrap();
    Turn { who: who.parse().unwrap(), number: number.parse().unwrap() }
}

/// Processes records, and restarts after the function is killed, when earlier claims have expired.
fn following(store: Store, environment: &Environment, chance: Arc<Chance>) -> Handler {
    let time = Time::new();
    let settings = Settings::from_environment(environment).unwrap();
    let outlets = Outlets { mailer: Mailer::Off, decisions: queue_in(environment) };
    let notify = OWN_SITE.notify(store, settings, outlets, time.clock(), Entropy::system());
    let (notify, number) = (Arc::new(notify), Arc::new(AtomicU32::new(0)));
    Handler::events(move |event: Value| {
        let (notify, chance, number, time) = (notify.clone(), chance.clone(), number.clone(), time.clone());
        async move {
            loop {
                time.pass(CLAIM_SECONDS + 1);
                let turn = Turn { who: FOLLOWING, number: number.fetch_add(1, Ordering::SeqCst) };
                let event = serde_json::from_value(event.clone()).unwrap();
                if let Some(response) = chance.during(turn, notify.handle(event)).await {
                    return response;
                }
            }
        }
    })
}
