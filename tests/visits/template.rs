//! The template: its grants, variables and time limits are those that the functions need.

mod dependencies;
mod environment;
mod functions;
mod permissions;
mod regions;
mod time_limits;
