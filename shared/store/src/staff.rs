//! Staff: who may sign in, and who is signed in.

mod people;
mod sessions;
mod sign_ins;

pub use people::{Admission, StaffMember};
pub use sessions::{ABSOLUTE_SECONDS, IDLE_SECONDS, Session};
pub use sign_ins::{PendingSignIn, SIGN_IN_SECONDS};
