//! The table: contents, costs and faults.

mod backup;
mod contract;
mod cost;
mod expiry;
mod faults;
mod history;
mod model;
mod outage;
