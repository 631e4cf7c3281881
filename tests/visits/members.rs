//! Members, from the accepted application on.

mod directory;
mod dues;
mod import;
mod logos;
pub mod own_page;
mod register;
mod renewal;
