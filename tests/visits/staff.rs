//! The pages of staff.

mod actions;
mod application;
mod attacks;
mod authorization;
pub mod desk;
mod exports;
mod queue;
mod removal;
mod search;
mod sign_in;
mod work;
