//! What the functions have in common: the domain, the table, the page renderer, events and responses,
//! configuration, telemetry.
//!
//! The domain ([`application`], [`applicant`], [`fields`]) knows neither the store nor HTTP. Something moves here when a
//! second function needs it, not before.

pub mod applicant;
pub mod application;
pub mod aws;
pub mod env;
pub mod failure;
pub mod fields;
pub mod gateway;
pub mod html;
pub mod http;
pub mod secret;
pub mod site;
pub mod store;
pub mod telemetry;
pub mod timestamp;
pub mod world;
