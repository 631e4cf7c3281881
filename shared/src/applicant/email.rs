//! E-mail addresses.

use super::{Invalid, free_mail};
use email_address::Options;
use serde::{Deserialize, Serialize};
use url::Host;

/// An address that mail can be sent to, with a domain of at least two parts; RFC 5321's 254 bytes at most. Letters of
/// any script are allowed on both sides, as RFC 6531 has them. The domain is in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The most bytes that it may have.
    pub const LIMIT: usize = 254;

    /// Parses what was typed.
    ///
    /// # Errors
    /// When it is too long, or is not of the form `name@example.com`.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = typed.trim();
        let (local, domain) = typed.rsplit_once('@').ok_or(Invalid::Malformed)?;
        let address = format!("{local}@{}", domain.to_lowercase());
        if address.len() > Self::LIMIT {
            return Err(Invalid::TooLong(Self::LIMIT));
        }
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let unlikely = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '(' | ')');
        match email_address::EmailAddress::parse_with_options(&address, options) {
            Ok(_) if !address.contains(unlikely) => Ok(Self(address)),
            _ => Err(Invalid::Malformed),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address with its domain in ASCII (IDNA), as every mail server understands it.
    pub fn ascii(&self) -> String {
        match (self.0.rsplit_once('@'), Host::parse(self.domain())) {
            (Some((local, _)), Ok(host)) => format!("{local}@{host}"),
            _ => self.0.clone(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_real_people_are_accepted() {
        for address in
            ["ada@example.com", "a.b+c@sub.example.co.uk", "o'neill@example.ie", "用户@例子.广告", "x@münchen.de"]
        {
            assert_eq!(EmailAddress::parse(address).map(|address| address.0), Ok(address.to_owned()));
        }
    }

    #[test]
    fn case_of_the_domain_and_space_are_forgiven() {
        assert_eq!(EmailAddress::parse(" Ada@Example.COM ").unwrap().as_str(), "Ada@example.com");
    }

    #[test]
    fn two_ways_to_write_a_mailbox_are_one() {
        let [one, other] = ["Ada@München.de", "ada@xn--mnchen-3ya.DE"].map(|typed| EmailAddress::parse(typed).unwrap());
        assert_eq!(one.ascii(), "Ada@xn--mnchen-3ya.de");
        assert_eq!(one.mailbox(), other.mailbox());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "a b@example.com",
            "ada@exa mple.com",
            "ada@example.com\r\nBcc: x@example.com",
            "Ada <ada@example.com>",
            "ada@[127.0.0.1]",
            "ada@@example.com",
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(Invalid::Malformed), "{typed}");
        }
    }
}
