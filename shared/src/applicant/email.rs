//! Email addresses.

use super::{Invalid, domain, free_mail, unicode};
use serde::{Deserialize, Serialize};

/// An address that mail can be sent to: at most 254 bytes (RFC 5321), with a domain of at least two labels in any script,
/// in lower case. The local part is ASCII, because Amazon SES lacks SMTPUTF8 (RFC 6531), and has no encoded word
/// (RFC 2047).
///
/// Addresses that were stored before these rules are read as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The most bytes that it may have, with its domain in ASCII.
    pub const LIMIT: usize = 254;

    /// Parses what was typed or pasted. Invisible characters are dropped, and letters and digits of another width or font
    /// become ASCII, for they can mean nothing else. Punctuation is not replaced: `Invalid::Character` says what to type.
    ///
    /// # Errors
    /// When it is too long; when it is not of the form `name@example.com`, or would be with another character; or when
    /// mail can't be sent to it.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = unicode::visible(typed);
        let Some((found, instead)) = first_stand_in(&typed) else { return Self::read(&typed) };
        Self::read(&without_stand_ins(&typed))?;
        Err(Invalid::Character { found, instead })
    }

    fn read(typed: &str) -> Result<Self, Invalid> {
        if typed.chars().count() > Self::LIMIT {
            return Err(Invalid::TooLong(Self::LIMIT));
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(Invalid::Malformed)?;
        let ascii = domain::to_ascii(domain).ok_or(Invalid::Malformed)?;
        let (local, domain) = (folded(local), domain::in_its_script(domain));
        if !is_local_part(&local) || first_stand_in(&domain).is_some() {
            return Err(Invalid::Malformed);
        }
        if let Some(found) = local.chars().find(|c| !c.is_ascii()) {
            return Err(Invalid::NotDeliverable(found));
        }
        if local.len() + 1 + ascii.len() > Self::LIMIT {
            return Err(Invalid::TooLong(Self::LIMIT));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The address, as people know it. No part of it can end a header or be decoded as another address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address with its domain in ASCII (IDNA), as every mail server understands it.
    pub fn ascii(&self) -> String {
        let ascii = self.0.rsplit_once('@').and_then(|(local, domain)| Some((local, domain::to_ascii(domain)?)));
        ascii.map_or_else(|| self.0.clone(), |(local, domain)| format!("{local}@{domain}"))
    }

    /// The form in which two addresses are compared. Few servers, if any, tell capitals from small letters.
    pub fn mailbox(&self) -> String {
        self.ascii().to_lowercase()
    }

    /// Whether it is with a provider of free mailboxes rather than at an organization.
    pub fn is_free_mail(&self) -> bool {
        free_mail::is_free_mail(self.domain())
    }
}

/// Whether a local part is a dot-atom of at most 64 characters (RFC 5322, and RFC 6532 for other scripts). It must have
/// no encoded word, which mail programs may decode wherever they see one.
fn is_local_part(local: &str) -> bool {
    let has_encoded_word = local.split_once("=?").is_some_and(|(_, rest)| rest.contains("?="));
    let unlikely = |c: char| c.is_whitespace() || c.is_control() || c == '"';
    let ascii: String = local.chars().map(|c| if c.is_ascii() { c } else { 'x' }).collect();
    !has_encoded_word
        && !local.contains(unlikely)
        && email_address::EmailAddress::is_valid(&format!("{ascii}@a.example"))
}

/// Writes letters and digits of another width or font as the ASCII that they are.
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

/// The first stand-in, and the character to type instead.
fn first_stand_in(address: &str) -> Option<(char, char)> {
    address.chars().find_map(|c| Some((c, meant(c)?)))
}

fn without_stand_ins(address: &str) -> String {
    address.chars().map(|c| meant(c).unwrap_or(c)).collect()
}

/// The punctuation that a character stands in for, because it looks like it or is on its key on other keyboards.
fn meant(c: char) -> Option<char> {
    match c {
        _ if c.is_ascii() => None,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{b4}' => Some('\''),
        _ if unicode::is_dash(c) => Some('-'),
        _ => unicode::folded_char(c).parse().ok().filter(|c| matches!(c, '@' | '.' | '\'' | '+' | '_')),
    }
}

#[cfg(test)]
mod tests;
