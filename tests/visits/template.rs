//! What the template grants and configures, and the code needs.

mod agreement;
mod permissions;
mod regions;
mod time_limits;
