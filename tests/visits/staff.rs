//! The pages of staff.

mod attacks;
mod authorization;
mod sign_in;
mod work;
