//! What staff do: review applications, and find, export and erase them.

mod act;
mod export;
mod file;
mod notes;
mod numbers;
mod privacy;
mod question;
mod queue;
mod recount;
mod search;

pub use act::{ActTerms, StaffChange};
pub use export::ExportRecord;
pub use file::{Exchange, File, LookAlike, Note, SentMessage};
pub use numbers::{Counts, Month};
pub(super) use privacy::removal;
pub use question::AnswerOutcome;
pub use queue::{Cursor, ParseCursorError, QueuePage};
pub use recount::{Mended, Recount};
