//! The table: contents, costs and faults.

mod backup;
mod contract;
mod cost;
mod counters;
mod expiry;
mod faults;
mod history;
mod model;
mod outage;
mod privacy;
mod queue;
mod races;
mod staff;
