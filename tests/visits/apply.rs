//! Applications, from the first page to deletion.

mod application;
mod bad_requests;
mod countries;
mod data_export;
mod emailed_links;
mod exactly_once;
mod free_mailboxes;
mod hostile_forms;
mod mistakes;
mod parsers;
mod pasted;
mod private_links;
mod questions;
mod resuming;
mod returning;
mod snapshots;
mod source_limits;
mod status;
mod withdraw_or_delete;
