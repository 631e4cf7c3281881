//! Random faults from a seed. A request's fault depends on the seed, its actor and its number, not on concurrent
//! requests. So a seed replays the faults, but not the order of concurrent requests to the table.

use super::wire::{Fault, Plan};
use fastrand::Rng;
use futures::future::{BoxFuture, join_all};
use shared::entropy::Entropy;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;

/// An actor, and the number of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    pub who: u32,
    pub number: u32,
}

/// A request to the site or the store that is being handled.
struct Visit {
    turn: Turn,
    random: Mutex<Rng>,
    /// Faults per hundred calls.
    fault_rate: u8,
    killed: Notify,
}

tokio::task_local! {
    static VISIT: Arc<Visit>;
}

/// A request that is executed after its client has given up.
struct Delayed {
    due: Turn,
    work: BoxFuture<'static, ()>,
}

/// Random faults.
#[derive(Default)]
pub struct Chance {
    seed: u64,
    stop: AtomicBool,
    calls: AtomicU64,
    faults: Mutex<BTreeMap<&'static str, u64>>,
    delayed: Mutex<Vec<Delayed>>,
    late: Mutex<BTreeSet<Turn>>,
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chance({})", self.seed)
    }
}

/// Returns a generator for one turn.
pub fn rng(seed: u64, turn: Turn) -> Rng {
    let numbers = [u64::from(turn.who), u64::from(turn.number)];
    Rng::with_seed(numbers.into_iter().fold(seed, |seed, number| Rng::with_seed(seed ^ (number << 1)).u64(..)))
}

impl Chance {
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self { seed, ..Self::default() })
    }

    /// Ends all faults.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Returns the number of requests to the table, and of each kind of fault.
    pub fn figures(&self) -> (u64, BTreeMap<&'static str, u64>) {
        (self.calls.load(Ordering::SeqCst), lock(&self.faults).clone())
    }

    /// Whether a request of this turn may be executed after its response.
    pub fn is_late(&self, turn: Turn) -> bool {
        lock(&self.late).contains(&turn)
    }

    /// Runs `work` with faults on its requests to the table. Returns `None` if it was killed.
    pub async fn during<T>(&self, turn: Turn, work: impl Future<Output = T>) -> Option<T> {
        self.catch_up(turn).await;
        let mut random = rng(self.seed, turn);
        // Usually few calls fail; sometimes nearly all do.
        let fault_rate = *random.choice(&[0, 0, 5, 5, 5, 20, 20, 20, 40, 80]).unwrap();
        let visit = Arc::new(Visit { turn, random: Mutex::new(random), fault_rate, killed: Notify::new() });
        tokio::select! {
            biased;
            done = VISIT.scope(Arc::clone(&visit), work) => Some(done),
            () = visit.killed.notified() => None,
        }
    }

    /// Executes the requests that were delayed until this turn.
    async fn catch_up(&self, turn: Turn) {
        let is_due = |delayed: &mut Delayed| delayed.due.who == turn.who && delayed.due.number <= turn.number;
        let due: Vec<_> = lock(&self.delayed).extract_if(.., is_due).collect();
        join_all(due.into_iter().map(|delayed| delayed.work)).await;
    }

    fn pick(visit: &Visit, call: &str) -> Option<Fault> {
        let mut random = lock(&visit.random);
        if random.u8(0..100) >= visit.fault_rate {
            return None;
        }
        let (done, transaction, reads) =
            (random.bool(), call == "TransactWriteItems", matches!(call, "GetItem" | "Query"));
        Some(match random.u8(0..28) {
            0..4 => Fault::TimeOut { done },
            4..6 => Fault::Late,
            6..8 => Fault::Cut,
            8 => Fault::Trickle,
            9 if random.u8(0..8) == 0 => Fault::Stall,
            10..13 => Fault::Throttled(random.usize(..3)),
            13..15 => Fault::ServerError { done },
            15 => Fault::Unavailable { done },
            16..20 if !reads => Fault::Conflict(random.usize(..4)),
            20..24 if transaction => Fault::InProgress { done },
            24 => Fault::Killed { done },
            _ => Fault::Reset { done },
        })
    }
}

impl Plan for Chance {
    fn next_fault(&self, call: &str) -> Option<Fault> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.stop.load(Ordering::SeqCst) {
            return None;
        }
        let fault = VISIT.try_with(|visit| Self::pick(visit, call)).ok()??;
        *lock(&self.faults).entry(fault.name()).or_default() += 1;
        Some(fault)
    }

    fn delay(&self, work: BoxFuture<'static, ()>) {
        VISIT.with(|visit| {
            let number = visit.turn.number + lock(&visit.random).u32(1..4);
            lock(&self.late).insert(visit.turn);
            lock(&self.delayed).push(Delayed { due: Turn { number, ..visit.turn }, work });
        });
    }

    fn kill(&self) {
        VISIT.with(|visit| visit.killed.notify_one());
    }
}

/// Seeded entropy in which references often repeat.
pub fn entropy() -> Entropy {
    let fill = |bytes: &mut [u8]| {
        let drawn = VISIT.try_with(|visit| {
            let mut random = lock(&visit.random);
            random.fill(bytes);
            if bytes.len() == 16 && random.u8(0..8) == 0 {
                bytes.fill(random.u8(0..4));
            }
        });
        drawn.map_err(|_| shared::entropy::NoEntropy)
    };
    Entropy::new(fill)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}
