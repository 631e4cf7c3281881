//! What the table holds, at what cost, and through which faults.

mod backup;
mod contract;
mod cost;
mod expiry;
mod faults;
mod history;
mod model;
mod outage;
