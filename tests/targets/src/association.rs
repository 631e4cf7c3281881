//! The functions that handle requests, with a table in memory.

use crate::answer::Answer;
use crate::gateway::{event, hand_over};
use crate::table::Table;
use crate::world::{clock, entropy, environment};
use join::{Join, Settings};
use pages::{Content, Pages};
use shared::env::SiteOrigin;
use shared::site::{Embedded, Form, Site};

/// The `pages` function.
pub(crate) fn pages(site: &Site, content: Content) -> Pages {
    Pages::new(site, content, SiteOrigin::from_environment(&environment()).unwrap(), clock())
}

/// The `join` function and its table.
pub(crate) struct Office {
    pub(crate) join: Join,
    pub(crate) table: Table,
}

impl Office {
    pub(crate) fn open() -> Self {
        let (site, form, table) = (Site::embedded().unwrap(), Form::embedded().unwrap(), Table::default());
        let settings = Settings::from_environment(&environment()).unwrap();
        Self { join: Join::new(&site, form, table.store(), settings, clock(), entropy()), table }
    }

    /// Gets a page.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.take(&event("GET", path, "", None).to_string()).unwrap()
    }

    /// Returns the response to a body.
    pub(crate) fn post(&self, path: &str, media_type: &str, body: &[u8]) -> Answer {
        self.take(&event("POST", path, "", Some((media_type, body))).to_string()).unwrap()
    }

    /// Returns the response to an event, if it is one.
    pub(crate) fn take(&self, event: &str) -> Option<Answer> {
        hand_over(event, |request| self.join.handle(request))
    }
}
