//! Members, from the accepted application on.

mod directory;
mod import;
mod register;
