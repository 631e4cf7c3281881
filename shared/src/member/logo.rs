//! Logos of members.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A logo: a picture that we made from the one that was uploaded, named by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Its name.
    pub id: LogoId,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
}

/// The name of a logo: 32 hexadecimal digits of the SHA-256 hash of its content, so that its content never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogoId(String);

/// The error for a text that is not the name of a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogoIdError;

/// The digits of a name.
const LENGTH: usize = 32;

impl Logo {
    /// Returns its public path.
    pub fn path(&self) -> String {
        format!("/members/logos/{}", self.id.as_str())
    }
}

impl LogoId {
    /// Returns the name of a picture.
    pub fn of(content: &[u8]) -> Self {
        Self(crate::application::history::Hash::of(content).as_str().chars().take(LENGTH).collect())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LogoId {
    type Err = LogoIdError;

    fn from_str(text: &str) -> Result<Self, LogoIdError> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let valid = text.len() == LENGTH && text.bytes().all(is_digit);
        if valid { Ok(Self(text.to_owned())) } else { Err(LogoIdError) }
    }
}

impl TryFrom<String> for LogoId {
    type Error = LogoIdError;

    fn try_from(text: String) -> Result<Self, LogoIdError> {
        text.parse()
    }
}

impl From<LogoId> for String {
    fn from(id: LogoId) -> Self {
        id.0
    }
}

impl fmt::Display for LogoIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the name of a logo")
    }
}
