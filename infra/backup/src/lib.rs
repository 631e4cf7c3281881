//! A DynamoDB table as a file, and the other way round.
//!
//! A file has one item a line, in DynamoDB's own JSON, like AWS's exports to S3: `{"Item":{"pk":{"S":"…"},…}}`. The
//! table is on AWS or on this machine, so that a rehearsal here does what production does.

mod error;
mod export;
mod files;
mod import;
mod item;
mod table;

pub use error::BackupError;
pub use export::export;
pub use files::{Lines, Origin};
pub use import::{Imported, import};
pub use item::{Item, line, parse};
pub use table::{Table, connect};
