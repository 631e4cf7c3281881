//! One run: several actors on a stack whose requests to the table fail.

use super::book::{Action, Book, Reported};
use super::client::{ApplicationPage, Client, ModelState};
use super::figures::Figures;
use super::stack;
use super::table::Table;
use super::verdict::judge;
use crate::support::chance::{Chance, Turn, rng};
use crate::support::{Visitor, wire};
use fastrand::Rng;
use futures::future::join_all;
use local::Stack;
use shared::application::ApplicationId;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use store::Store;

/// The number of applicants. A program and staff take part too.
const APPLICANTS: u32 = 4;
const PROGRAM: u32 = APPLICANTS;
const STAFF: u32 = PROGRAM + 1;
const CLIENTS: u32 = STAFF + 1;

/// One run.
struct Run {
    seed: u64,
    /// Visits of each actor.
    visits: u32,
    stack: Stack,
    /// Staff's client of the table.
    store: Store,
    state: Arc<ModelState>,
    clients: Vec<Client>,
}

/// Runs with faults, then without, and returns the problems found.
pub async fn run(seed: u64, visits: u32) -> (Figures, Vec<String>) {
    let run = Run::new(seed, visits.div_ceil(CLIENTS)).await;
    join_all(run.clients.iter().map(|client| run.visit(client))).await;
    run.settle().await;
    let mut problems = run.judge().await;
    problems.extend(run.try_again().await);
    problems.extend(run.judge().await);
    (Figures::of(&run.state, run.visits * CLIENTS, &problems), problems)
}

impl Run {
    async fn new(seed: u64, visits: u32) -> Self {
        let chance = Chance::new(seed);
        let stack = stack::start(Arc::clone(&chance), seed % 2 == 1).await;
        let config = wire::hurried(stack.client().config().to_builder(), format!("{chance:?}"));
        let store = Store::new(wire::planned(config, Arc::clone(&chance) as _), stack.table_name());
        let ids = (0..(visits / 3).max(3)).map(|slot| id(&mut rng(!seed, Turn { who: CLIENTS, number: slot })));
        let visitor = Visitor::to(&stack.site_url());
        let table = (stack.client(), stack.table_name().to_owned());
        let (book, requests) = (Book::default(), AtomicU32::new(0));
        let state = Arc::new(ModelState { book, chance, visitor, table, ids: ids.collect(), requests });
        let clients = (0..CLIENTS).map(|number| Client::new(number, Arc::clone(&state))).collect();
        Self { seed, visits, stack, store, state, clients }
    }

    /// Runs all visits of one actor. Seed and pages decide its actions.
    async fn visit(&self, client: &Client) {
        for number in 0..self.visits {
            let random = &mut rng(!self.seed, Turn { who: client.number, number });
            // All actors use the same few applications, in the same order.
            let ids = &self.state.ids;
            let first = ids.len() * number as usize / self.visits as usize;
            let id = random.choice(&ids[first..(first + 3).min(ids.len())]).unwrap();
            match client.number {
                PROGRAM => client.send_application(random).await,
                STAFF => {
                    let sent = self.state.book.posts().into_iter().filter_map(|post| post.receipt);
                    let sent = random.choice(sent.map(|(id, _)| id).collect::<Vec<_>>());
                    client
                        .review(&self.store, &sent.filter(|_| random.bool()).unwrap_or_else(|| id.clone()), random)
                        .await;
                }
                _ => client.apply(id, random).await,
            }
        }
    }

    /// Ends all faults, and executes the delayed requests.
    async fn settle(&self) {
        self.state.chance.stop();
        for client in &self.clients {
            for _ in 0..4 {
                match client.number {
                    STAFF => drop(self.state.chance.during(client.turn(), async {}).await),
                    _ => drop(client.get("/join/start").await),
                }
            }
        }
    }

    async fn judge(&self) -> Vec<String> {
        // Processing records may cause further records.
        self.stack.drained().await;
        self.stack.drained().await;
        let store = Store::new(self.stack.client(), self.stack.table_name());
        judge(&Table::read(&self.stack).await, &self.state.book, &store).await
    }

    /// Retries every submission without a known outcome, as the site asks.
    async fn try_again(&self) -> Vec<String> {
        let (mut problems, client) = (Vec::new(), &self.clients[0]);
        let random = &mut Rng::with_seed(self.seed);
        let unsure = |action: &Action, reported| matches!(action, Action::Submit(_)) && reported == Reported::Unknown;
        for (id, record) in self.state.book.all() {
            if record.attempts.iter().any(|attempt| unsure(&attempt.action, attempt.reported)) {
                let erased =
                    record.attempts.iter().any(|attempt| attempt.action == Action::Erase && attempt.may_be_done());
                let mut page = client.open(&id).await;
                for _ in 0..12 {
                    if matches!(page, ApplicationPage::Status(_)) || (erased && matches!(page, ApplicationPage::Gone)) {
                        break;
                    }
                    client.take_next_step(&id, random).await;
                    page = client.open(&id).await;
                }
                if !matches!(page, ApplicationPage::Status(_)) && !erased {
                    problems.push(format!("stuck: {id} can't be sent: {page:?}"));
                }
            }
        }
        for post in self.state.book.posts().into_iter().filter(|post| post.reported == Reported::Unknown) {
            let again = self.clients[PROGRAM as usize].post_application(post.key, post.mark.clone(), true).await;
            if again == Reported::Unknown {
                problems.push(format!("stuck: {} can't be sent", post.mark));
            }
        }
        problems
    }
}

fn id(random: &mut Rng) -> String {
    let mut bytes = [0; 26];
    random.fill(&mut bytes);
    ApplicationId::from_random(bytes).as_str().to_owned()
}
