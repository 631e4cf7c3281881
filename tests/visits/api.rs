//! Applications sent by programs.

mod applications;
mod cors;
mod hostile_bodies;
mod idempotency;
mod openapi;
