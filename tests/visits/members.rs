//! Members, from the accepted application on.

mod register;
