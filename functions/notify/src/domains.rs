//! Whether two addresses may be the same organization's: the domain that somebody registered.

use crate::lists::{entries, has};
use shared::applicant::{EmailAddress, Website};
use url::{Host, Url};

const HOSTS: &str = include_str!("hosts.txt");

/// The [public suffix list](https://publicsuffix.org/list/), as it is in the crate `psl`.
const SUFFIXES: &str = include_str!(concat!(env!("OUT_DIR"), "/suffixes.txt"));

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
    let domain = below_suffix(host.trim_end_matches('.'))?;
    let anybodys = entries(HOSTS).any(|host| host == domain)
        || EmailAddress::parse(&format!("anybody@{domain}")).is_ok_and(|address| address.is_free_mail());
    (!anybodys).then(|| domain.to_owned())
}

/// The public suffix of a domain with one label before it. Nothing, if there is none.
fn below_suffix(host: &str) -> Option<&str> {
    let before = host.strip_suffix(suffix(host))?.strip_suffix('.').filter(|before| !before.is_empty())?;
    let label = before.rsplit('.').next()?;
    host.get(before.len() - label.len()..)
}

/// The longest rule decides, and an exception before all; where there is no rule, the last label is public.
fn suffix(host: &str) -> &str {
    let mut rest = Some(host);
    while let Some(domain) = rest {
        let parent = domain.split_once('.').map(|(_, parent)| parent);
        if let Some(parent) = parent
            && has(SUFFIXES, &format!("!{domain}"))
        {
            return parent;
        }
        if has(SUFFIXES, domain) || parent.is_some_and(|parent| has(SUFFIXES, &format!("*.{parent}"))) {
            return domain;
        }
        rest = parent;
    }
    host.rsplit('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether the crate says the same. Where all of `*.example.com` is public, and so is all of `*.a.example.com`, it
    /// overlooks that `a.example.com` is, too.
    fn is_as_in_psl(host: &str) -> bool {
        let of_crate = psl::domain_str(host);
        let overlooked = || {
            let all = host.split_once('.').is_some_and(|(_, parent)| has(SUFFIXES, &format!("*.{parent}")));
            all && SUFFIXES.contains(&format!(".{host}\n")) && below_suffix(host).is_none()
        };
        below_suffix(host) == of_crate || overlooked()
    }

    #[test]
    fn every_rule_says_what_it_says_in_its_crate() {
        assert!(SUFFIXES.lines().count() > 9_000);
        for rule in SUFFIXES.lines() {
            let domain = rule.trim_start_matches(['!', '*', '.']);
            let mut rest = Some(domain);
            while let Some(domain) = rest {
                for labels in ["", "a.", "a.b.", "a.b.c.", "www.", "."] {
                    let host = format!("{labels}{domain}");
                    assert!(is_as_in_psl(&host), "{host}: {:?}", below_suffix(&host));
                }
                rest = domain.split_once('.').map(|(_, parent)| parent);
            }
        }
    }

    proptest! {
        #[test]
        fn any_host_has_the_domain_that_it_has_in_the_crate(
            labels in "([a-z0-9-]{0,3}\\.){0,4}", at in 0..9_000_usize
        ) {
            let rule = SUFFIXES.lines().nth(at).unwrap().trim_start_matches(['!', '*', '.']);
            for host in [format!("{labels}{rule}"), labels.clone(), labels.trim_end_matches('.').to_owned()] {
                let host = host.trim_end_matches('.');
                prop_assert!(is_as_in_psl(host), "{:?}: {:?} {:?}", host, below_suffix(host), psl::domain_str(host));
            }
        }
    }

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
        let others: Vec<_> = entries(HOSTS).filter(|host| below_suffix(host) != Some(host)).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}
