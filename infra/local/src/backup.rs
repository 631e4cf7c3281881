//! The table as a file, and the other way round.
//!
//! A file has one item a line, in DynamoDB's own JSON, as what AWS exports to S3 has: `{"Item":{"pk":{"S":"…"},…}}`. The
//! table is the one in a data directory, or any that the environment leads to, so that what is rehearsed on one machine
//! is what is done on AWS.

mod error;
mod export;
mod files;
mod import;
mod item;
mod place;

pub use error::BackupError;
pub use export::export;
pub use files::Origin;
pub use import::{Imported, import};
pub use place::{Place, Whose};

#[cfg(test)]
mod tests;
