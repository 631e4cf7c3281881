//! Pages that were rendered, kept as long as the sandbox lives.

use crate::rendered::Rendered;
use crate::visit::Visit;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many pages are kept at most: more than a site of this kind has, and a bound on memory for one that has more.
const LIMIT: usize = 500;

/// Pages by the origin they were rendered for and their address.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    generation: usize,
    pages: HashMap<(String, String), Arc<Rendered>>,
}

impl Cache {
    /// The page that was kept, if it was in this generation.
    pub(crate) fn get(&self, visit: &Visit, generation: usize) -> Option<Arc<Rendered>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let page =
            kept.pages.get(&(visit.origin.clone(), visit.path.clone())).filter(|_| kept.generation == generation);
        page.cloned()
    }

    /// Keeps a page, and drops those of an older generation.
    pub(crate) fn keep(&self, visit: &Visit, generation: usize, page: &Arc<Rendered>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation != generation || kept.pages.len() >= LIMIT {
            *kept = Kept { generation, pages: HashMap::new() };
        }
        kept.pages.insert((visit.origin.clone(), visit.path.clone()), Arc::clone(page));
    }
}
