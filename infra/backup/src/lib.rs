//! Exports a DynamoDB table to a file, imports it, and counts its applications again.
//!
//! A file has one item per line, in DynamoDB's JSON, like AWS's exports to S3: `{"Item":{"pk":{"S":"…"},…}}`. The table
//! is on AWS or local, so a local rehearsal runs the same code as production.

mod error;
mod export;
mod files;
mod import;
mod item;
mod recount;
mod table;

pub use error::BackupError;
pub use export::export;
pub use files::{Lines, Origin};
pub use import::{Imported, import};
pub use item::{Item, line, parse};
pub use recount::recount;
pub use table::{Table, connect};
