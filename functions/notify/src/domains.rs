//! Whether two addresses may be the same organization's: the domain that somebody registered.

use crate::lists::entries;
use shared::applicant::{EmailAddress, Website};
use url::{Host, Url};

const HOSTS: &str = include_str!("hosts.txt");

/// The registered domain of a website, in ASCII. Nothing, if anybody can have a page there.
pub(crate) fn of_website(website: &Website) -> Option<String> {
    let url = Url::parse(website.as_str()).ok()?;
    registered(url.host_str()?)
}

/// The registered domain of an e-mail address, in ASCII. Nothing, if anybody can have a mailbox there.
pub(crate) fn of_email(address: &EmailAddress) -> Option<String> {
    if address.is_free_mail() {
        return None;
    }
    registered(&Host::parse(address.domain()).ok()?.to_string())
}

/// One label more than the public suffix list has, whose private section tells of most hosts.
fn registered(host: &str) -> Option<String> {
    let domain = psl::domain_str(host.trim_end_matches('.'))?;
    let anybodys = entries(HOSTS).any(|host| host == domain)
        || EmailAddress::parse(&format!("anybody@{domain}")).is_ok_and(|address| address.is_free_mail());
    (!anybodys).then(|| domain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn website(address: &str) -> Option<String> {
        of_website(&Website::parse(address).unwrap())
    }

    fn email(address: &str) -> Option<String> {
        of_email(&EmailAddress::parse(address).unwrap())
    }

    #[test]
    fn the_part_that_was_registered_counts() {
        assert_eq!(website("https://www.example.co.uk:8443/about").unwrap(), "example.co.uk");
        assert_eq!(website("trials.example.com").unwrap(), "example.com");
        assert_eq!(email("ada@Mail.Example.com").unwrap(), "example.com");
        assert_eq!(website("acme.github.io").unwrap(), "acme.github.io");
    }

    #[test]
    fn a_domain_in_any_script_is_the_same_in_an_address_of_either_kind() {
        assert_eq!(email("x@münchen.de"), website("https://www.münchen.de/"));
        assert_eq!(website("https://www.münchen.de/").unwrap(), "xn--mnchen-3ya.de");
    }

    #[test]
    fn where_anybody_can_be_does_not_count() {
        for address in
            ["https://www.linkedin.com/company/acme", "acme.wordpress.com", "sites.google.com/acme", "gmail.com"]
        {
            assert_eq!(website(address), None, "{address}");
        }
        assert_eq!(email("acme@gmail.com"), None);
    }

    #[test]
    fn a_public_suffix_alone_is_nobodys() {
        assert_eq!(website("https://co.uk/"), None);
    }

    #[test]
    fn hosts_are_listed_as_they_are_compared() {
        let others: Vec<_> = entries(HOSTS).filter(|host| psl::domain_str(host) != Some(host)).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}
