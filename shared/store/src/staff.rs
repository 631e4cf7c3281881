//! Staff: who may sign in, who is signed in, and what they do.

mod act;
mod export;
mod file;
mod notes;
mod numbers;
mod people;
mod privacy;
mod question;
mod queue;
mod recount;
mod search;
mod sessions;
mod sign_ins;

pub use act::{ActTerms, StaffChange};
pub use export::ExportRecord;
pub use file::{Exchange, File, LookAlike, Note, SentMessage};
pub use numbers::{Counts, Month};
pub use people::{Admission, StaffMember};
pub(super) use privacy::removal;
pub use question::AnswerOutcome;
pub use queue::{Cursor, ParseCursorError, QueuePage};
pub use recount::{Mended, Recount};
pub use sessions::{ABSOLUTE_SECONDS, IDLE_SECONDS, Session};
pub use sign_ins::{PendingSignIn, SIGN_IN_SECONDS};
