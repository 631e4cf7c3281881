//! The functions that handle requests, with an in-memory table.

use crate::fixtures::{clock, entropy, environment};
use crate::gateway::{event, hand_over};
use crate::response::ParsedResponse;
use crate::table::Table;
use join::{Join, Settings};
use pages::{Content, Pages};
use shared::env::SiteOrigin;
use shared::site::{Embedded, Form, Site};

/// Returns the `pages` function.
pub(crate) fn pages(site: &Site, content: Content) -> Pages {
    Pages::new(site, content, SiteOrigin::from_environment(&environment()).unwrap(), clock())
}

/// The `join` function and its table.
pub(crate) struct JoinFunction {
    pub(crate) join: Join,
    pub(crate) table: Table,
}

impl JoinFunction {
    pub(crate) fn open() -> Self {
        let (site, form, table) = (Site::embedded().unwrap(), Form::embedded().unwrap(), Table::default());
        let settings = Settings::from_environment(&environment()).unwrap();
        Self { join: Join::new(&site, form, table.store(), settings, clock(), entropy()), table }
    }

    /// Gets a page.
    pub(crate) fn get(&self, path: &str) -> ParsedResponse {
        self.invoke(&event("GET", path, "", None).to_string()).unwrap()
    }

    /// Posts a body.
    pub(crate) fn post(&self, path: &str, media_type: &str, body: &[u8]) -> ParsedResponse {
        self.invoke(&event("POST", path, "", Some((media_type, body))).to_string()).unwrap()
    }

    /// Returns the response to an event; none if it is malformed.
    pub(crate) fn invoke(&self, event: &str) -> Option<ParsedResponse> {
        hand_over(event, |request| self.join.handle(request))
    }
}
