//! The functions that handle requests, with an in-memory table.

use crate::fixtures::{clock, entropy, environment};
use crate::gateway::{event, hand_over};
use crate::response::ParsedResponse;
use crate::table::Table;
use join::{Join, Settings};
use pages::{Content, Pages, TEMPLATE_SOURCES};
use shared::env::SiteOrigin;
use shared::site::Site;
use site::Compiled;
use std::path::Path;
use std::sync::LazyLock;

/// The tests' own site.
pub(crate) static OWN_SITE: LazyLock<Compiled> =
    LazyLock::new(|| site::compile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../site")).unwrap());

thread_local! {
    /// The `pages` function with the content of the tests' own site.
    pub(crate) static PAGES: Pages = pages(&OWN_SITE.site, render(&OWN_SITE));
    /// The `join` function, whose table a target sets first.
    pub(crate) static JOIN: JoinFunction = JoinFunction::open();
}

/// Renders a site's pages with its own words.
pub(crate) fn render(site: &Compiled) -> Content {
    site.render(site.templates(TEMPLATE_SOURCES).unwrap()).unwrap()
}

/// Returns the `pages` function.
pub(crate) fn pages(site: &Site, content: Content) -> Pages {
    Pages::new(site, content, SiteOrigin::from_environment(&environment()).unwrap(), clock())
}

/// Gets a page of `pages`. The response must have one of these statuses.
pub(crate) fn get(pages: &Pages, path: &str, query: &str, statuses: &[u16]) -> ParsedResponse {
    let response = hand_over(&event("GET", path, query, None), move |request| pages.handle(request));
    response.unwrap().assert_valid(statuses)
}

/// The `join` function and its table.
pub(crate) struct JoinFunction {
    join: Join,
    pub(crate) table: Table,
}

impl JoinFunction {
    fn open() -> Self {
        let (form, table) = ((OWN_SITE.form.clone(), OWN_SITE.documents.clone()), Table::default());
        let settings = Settings::from_environment(&environment()).unwrap();
        Self { join: Join::new(&OWN_SITE.site, form, table.store(), settings, clock(), entropy()), table }
    }

    /// Gets a page, which must be there.
    pub(crate) fn get(&self, path: &str) -> ParsedResponse {
        self.invoke(&event("GET", path, "", None)).unwrap().assert_valid(&[200])
    }

    /// Posts a body. The response must have one of these statuses.
    pub(crate) fn post(&self, path: &str, media_type: &str, body: &[u8], statuses: &[u16]) -> ParsedResponse {
        self.invoke(&event("POST", path, "", Some((media_type, body)))).unwrap().assert_valid(statuses)
    }

    /// Returns the response to an event; none if it is malformed.
    pub(crate) fn invoke(&self, event: &str) -> Option<ParsedResponse> {
        hand_over(event, |request| self.join.handle(request))
    }
}
