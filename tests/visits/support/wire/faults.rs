//! Faults that a test plans.

use super::{Fault, Plan};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

type PlanFn = Box<dyn FnMut(&str) -> Option<Fault> + Send>;

/// Faults of requests to the table and to SES, which a test plans as it runs. Clones share one plan.
#[derive(Clone, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    plan: Mutex<Option<PlanFn>>,
    stalled: AtomicBool,
    killed: Notify,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}

impl Faults {
    /// Returns a plan without faults.
    pub fn none() -> Self {
        Self::default()
    }

    /// Returns a plan in which one request fails, counted from 0.
    pub fn at(request: usize, fault: Fault) -> Self {
        let faults = Self::none();
        faults.plan(request, fault);
        faults
    }

    /// Makes one of the next requests fail, counted from 0.
    pub fn plan(&self, request: usize, fault: Fault) {
        let mut left = Some(request);
        self.set(move |_| {
            let now = left?;
            left = now.checked_sub(1);
            left.is_none().then_some(fault)
        });
    }

    /// Loses the next `count` responses to `call`.
    pub fn lose(&self, call: &'static str, mut count: u32) {
        self.set(move |made| {
            count = count.checked_sub(u32::from(made == call))?;
            (made == call).then_some(Fault::Reset { done: true })
        });
    }

    /// Cuts the connection after this many requests.
    pub fn cut_off_after(&self, mut requests: u32) {
        self.set(move |_| match requests.checked_sub(1) {
            Some(left) => {
                requests = left;
                None
            }
            None => Some(Fault::Reset { done: false }),
        });
    }

    /// Makes every response begin and never end.
    pub fn stall(&self) {
        self.0.stalled.store(true, Ordering::SeqCst);
        self.set(|_| Some(Fault::Stall));
    }

    /// Whether responses never end.
    pub fn is_stalled(&self) -> bool {
        self.0.stalled.load(Ordering::SeqCst)
    }

    /// Ends all faults.
    pub fn mend(&self) {
        self.0.stalled.store(false, Ordering::SeqCst);
        self.set(|_| None);
    }

    /// Waits until the function is killed.
    pub async fn killed(&self) {
        self.0.killed.notified().await;
    }

    fn set(&self, plan: impl FnMut(&str) -> Option<Fault> + Send + 'static) {
        *self.0.plan.lock().unwrap() = Some(Box::new(plan));
    }
}

impl Plan for Faults {
    fn next_fault(&self, call: &str) -> Option<Fault> {
        self.0.plan.lock().unwrap().as_mut()?(call)
    }

    fn kill(&self) {
        self.0.killed.notify_one();
    }
}
