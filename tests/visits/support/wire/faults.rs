//! Faults that a test plans.

use super::{Fault, Plan};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

type Fate = Box<dyn FnMut(&str) -> Option<Fault> + Send>;

/// What goes wrong with requests to the table and to SES, as a test decides while it runs. Clones share one plan.
#[derive(Clone, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    fate: Mutex<Option<Fate>>,
    stalled: AtomicBool,
    killed: Notify,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// One request fails, counted from 0.
    pub fn at(request: usize, fault: Fault) -> Self {
        let faults = Self::none();
        faults.plan(request, fault);
        faults
    }

    /// One of the next requests fails, counted from 0.
    pub fn plan(&self, request: usize, fault: Fault) {
        let mut left = Some(request);
        self.set(move |_| {
            let now = left?;
            left = now.checked_sub(1);
            left.is_none().then_some(fault)
        });
    }

    /// The next `count` responses to `call` are lost.
    pub fn lose(&self, call: &'static str, mut count: u32) {
        self.set(move |made| {
            count = count.checked_sub(u32::from(made == call))?;
            (made == call).then_some(Fault::Reset { done: true })
        });
    }

    /// After so many requests, none leaves the function.
    pub fn cut_off_after(&self, mut requests: u32) {
        self.set(move |_| match requests.checked_sub(1) {
            Some(left) => {
                requests = left;
                None
            }
            None => Some(Fault::Reset { done: false }),
        });
    }

    /// Every response begins, and none ends.
    pub fn stall(&self) {
        self.0.stalled.store(true, Ordering::SeqCst);
        self.set(|_| Some(Fault::Stall));
    }

    /// Whether no response ends.
    pub fn is_stalled(&self) -> bool {
        self.0.stalled.load(Ordering::SeqCst)
    }

    /// Nothing goes wrong anymore.
    pub fn mend(&self) {
        self.0.stalled.store(false, Ordering::SeqCst);
        self.set(|_| None);
    }

    /// Waits until the function was killed.
    pub async fn killed(&self) {
        self.0.killed.notified().await;
    }

    fn set(&self, fate: impl FnMut(&str) -> Option<Fault> + Send + 'static) {
        *self.0.fate.lock().unwrap() = Some(Box::new(fate));
    }
}

impl Plan for Faults {
    fn fate(&self, call: &str) -> Option<Fault> {
        self.0.fate.lock().unwrap().as_mut()?(call)
    }

    fn kill(&self) {
        self.0.killed.notify_one();
    }
}
