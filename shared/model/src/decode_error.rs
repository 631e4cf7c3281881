use std::error::Error;
use std::fmt;

/// The error for bytes that the site compiler did not write.
#[derive(Debug)]
pub struct DecodeError(pub(crate) postcard::Error);

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the compiled site can't be decoded")
    }
}

impl Error for DecodeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}
