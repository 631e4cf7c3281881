//! Email addresses.

use super::{Invalid, Length, domain, free_mail, unicode};
use crate::edit_distance::distance;
use crate::form::core;
use serde::{Deserialize, Serialize};

/// A deliverable address: at most 254 bytes (RFC 5321), with a domain of at least two labels in any script, in lower case.
/// The local part is ASCII, because Amazon SES lacks SMTPUTF8 (RFC 6531), and has no encoded word (RFC 2047).
///
/// Addresses stored before these rules are read unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The maximum length in bytes, with the domain in ASCII.
    pub const LIMIT: usize = core::EMAIL_CHARACTERS;

    /// Parses a typed or pasted address. Drops invisible characters, and converts letters and digits of another width or
    /// font to ASCII, because they can mean nothing else. Look-alike punctuation is an [`Invalid::Character`].
    ///
    /// # Errors
    /// When the address is too long, is not like `name@example.com`, or is not deliverable.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = unicode::visible(typed);
        let Some((found, instead)) = first_substitute(&typed) else { return Self::parse_exact(&typed) };
        Self::parse_exact(&without_substitutes(&typed))?;
        Err(Invalid::Character { found, instead })
    }

    fn parse_exact(typed: &str) -> Result<Self, Invalid> {
        let found = typed.chars().count();
        if found > Self::LIMIT {
            return Err(Invalid::TooLong(Length { limit: Self::LIMIT, found }));
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(Invalid::Malformed)?;
        let ascii = domain::to_ascii(domain).ok_or(Invalid::Malformed)?;
        let (local, domain) = (folded(local), domain::in_its_script(domain));
        if !is_local_part(&local) || first_substitute(&domain).is_some() {
            return Err(Invalid::Malformed);
        }
        if let Some(found) = local.chars().find(|c| !c.is_ascii()) {
            return Err(Invalid::NotDeliverable(found));
        }
        let found = local.len() + 1 + ascii.len();
        if found > Self::LIMIT {
            return Err(Invalid::TooLong(Length { limit: Self::LIMIT, found }));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// Wraps an address that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The address. It is safe in a header: nothing in it ends the header or decodes to another address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Returns the address with its domain in ASCII (IDNA), which every mail server understands.
    pub fn ascii(&self) -> String {
        let ascii = self.0.rsplit_once('@').and_then(|(local, domain)| Some((local, domain::to_ascii(domain)?)));
        ascii.map_or_else(|| self.0.clone(), |(local, domain)| format!("{local}@{domain}"))
    }

    /// Returns the address for a page that others may see: its first character and its domain, such as `n…@example.com`.
    pub fn masked(&self) -> String {
        let first = self.0.chars().next().filter(|first| *first != '@').map(String::from).unwrap_or_default();
        format!("{first}…@{}", self.domain())
    }

    /// Returns the normalized address, for comparisons. Hardly any server has case-sensitive mailboxes.
    pub fn mailbox(&self) -> String {
        self.ascii().to_lowercase()
    }

    /// Returns the address that was probably meant, if the domain looks mistyped, such as `gmial.com`.
    pub fn likely_meant(&self) -> Option<String> {
        let (local, domain) = self.0.rsplit_once('@')?;
        Some(format!("{local}@{}", free_mail::likely_domain(domain)?))
    }

    /// Returns the address at a domain from which this one's differs by one mistake, such as `acmee.org` from `acme.org`. Short
    /// domains differ by a letter without being mistyped.
    pub fn likely_meant_at(&self, domain: &str) -> Option<String> {
        const SHORTEST: usize = 7;
        let (local, typed) = self.0.rsplit_once('@')?;
        let letters = [typed, domain].map(|domain| domain.chars().collect::<Vec<_>>());
        let is_slip = letters[1].len() >= SHORTEST && distance(&letters[0], &letters[1]) == Some(1);
        (is_slip && !self.is_free_mail()).then(|| format!("{local}@{domain}"))
    }

    /// Returns whether the mailbox is at a free provider, and not at an organization.
    pub fn is_free_mail(&self) -> bool {
        free_mail::is_free_mail(self.domain())
    }
}

/// Returns whether a local part is a dot-atom of at most 64 characters (RFC 5322, and RFC 6532 for other scripts)
/// without an encoded word, which mail clients may decode anywhere.
fn is_local_part(local: &str) -> bool {
    let has_encoded_word = local.split_once("=?").is_some_and(|(_, rest)| rest.contains("?="));
    let refused = |c: char| c.is_whitespace() || c.is_control() || c == '"';
    let ascii: String = local.chars().map(|c| if c.is_ascii() { c } else { 'x' }).collect();
    !has_encoded_word
        && !local.contains(refused)
        && email_address::EmailAddress::is_valid(&format!("{ascii}@a.example"))
}

/// Converts letters and digits of another width or font to ASCII.
fn folded(local: &str) -> String {
    local.chars().map(folded_char).collect()
}

fn folded_char(c: char) -> String {
    let folded = unicode::folded_char(c);
    if c.is_ascii() || !folded.chars().all(|c| c.is_ascii_alphanumeric()) {
        c.to_string()
    } else if c.is_uppercase() {
        folded.to_ascii_uppercase()
    } else {
        folded
    }
}

/// Returns the first substitute, and the character to type instead.
fn first_substitute(address: &str) -> Option<(char, char)> {
    address.chars().find_map(|c| Some((c, intended(c)?)))
}

fn without_substitutes(address: &str) -> String {
    address.chars().map(|c| intended(c).unwrap_or(c)).collect()
}

/// Returns the punctuation mark that a character substitutes, because it looks the same or has its key on another keyboard.
fn intended(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii() => None,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{b4}' => Some('\''),
        _ if unicode::is_dash(c) => Some('-'),
        _ => unicode::folded_char(c).parse().ok().filter(|c| matches!(c, '@' | '.' | '\'' | '+' | '_')),
    }
}

#[cfg(test)]
mod tests;
