//! The template's grants, variables and time limits match the functions.

mod dependencies;
mod environment;
mod functions;
mod permissions;
mod regions;
mod time_limits;
