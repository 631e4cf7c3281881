//! Whole visits, over real HTTP, through the same routes, events, handlers and table that deploy to AWS. Every test has
//! a stack and a database of its own, so they run in parallel and leave nothing behind.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on fails"
)]
#![allow(missing_docs, reason = "nobody calls these from elsewhere")]

mod another_association;
mod api;
mod api_again;
mod api_browsers;
mod api_description;
mod application;
mod backup;
mod bad_requests;
mod caching;
mod content;
mod contract;
mod cost;
mod countries;
mod dependencies;
mod discovery;
mod ending;
mod exactly_once;
mod expiry;
mod faults;
mod following;
mod fuzz;
mod headers;
mod held;
mod history;
mod hostile_api;
mod hostile_forms;
mod letters;
mod look_alikes;
mod mail_limits;
mod mailbox;
mod messages;
mod messages_faults;
mod mistakes;
mod model;
mod news;
mod outage;
mod parsers;
mod pasted;
mod permissions;
mod privacy;
mod private_links;
mod private_mailboxes;
mod publishing;
mod regions;
mod resuming;
mod returned;
mod search;
mod site_compiler;
mod snapshots;
mod sources;
mod support;
mod suspects;
mod template;
mod time_limits;
