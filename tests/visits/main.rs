//! Whole visits, over real HTTP, through the same routes, events, handlers and table that deploy to AWS. Every test has
//! a stack and a database of its own, so they run in parallel and leave nothing behind.

mod application;
mod bad_requests;
mod content;
mod contract;
mod exactly_once;
mod headers;
mod mistakes;
mod outage;
mod parsers;
mod privacy;
mod resuming;
mod site_compiler;
mod snapshots;
mod support;
mod template;
