//! Members, from the accepted application on.

mod directory;
mod import;
mod own_page;
mod register;
mod renewal;
