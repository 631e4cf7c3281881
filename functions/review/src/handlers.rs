//! The handlers of the routes, each in a file of its name.

pub(crate) mod actions;
pub(crate) mod application;
pub(crate) mod exports;
pub(crate) mod members;
pub(crate) mod people;
pub(crate) mod queue;
pub(crate) mod removal;
pub(crate) mod search;
pub(crate) mod sign_out;
pub(crate) mod styles;
