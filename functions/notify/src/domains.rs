//! Finds the registrable domain of a website or an email address, for comparing organizations.

use crate::lists::{contains, entries};
use shared::applicant::{EmailAddress, Website};
use url::{Host, Url};

const HOSTS: &str = include_str!("hosts.txt");

/// Fingerprints of the rules of the [public suffix list](https://publicsuffix.org/list/) in the crate `psl`. The
/// crate's own code would add 0.28 MB to the zipped function, which exceeds its budget.
const SUFFIXES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/suffixes.fingerprints"));

/// Returns the registrable domain of a website in ASCII, or `None` if anybody can have a page there.
pub(crate) fn of_website(website: &Website) -> Option<String> {
    let url = Url::parse(website.as_str()).ok()?;
    own_domain(url.host_str()?)
}

/// Returns the registrable domain of an email address in ASCII, or `None` if anybody can have a mailbox there.
pub(crate) fn of_email(address: &EmailAddress) -> Option<String> {
    if address.is_free_mail() {
        return None;
    }
    own_domain(&Host::parse(address.domain()).ok()?.to_string())
}

/// Returns the registrable domain unless it is shared. The public suffix list's private section has most hosting providers.
fn own_domain(host: &str) -> Option<String> {
    let domain = registrable(host.trim_end_matches('.'))?;
    let is_shared = entries(HOSTS).any(|host| host == domain)
        || EmailAddress::parse(&format!("anybody@{domain}")).is_ok_and(|address| address.is_free_mail());
    (!is_shared).then(|| domain.to_owned())
}

/// Returns the public suffix of a host with one label before it.
fn registrable(host: &str) -> Option<&str> {
    let before = host.strip_suffix(suffix(host))?.strip_suffix('.').filter(|before| !before.is_empty())?;
    let label = before.rsplit('.').next()?;
    host.get(before.len() - label.len()..)
}

/// Returns the public suffix of a host: by an exception, else by the longest rule, else the last label.
fn suffix(host: &str) -> &str {
    let mut rest = Some(host);
    while let Some(domain) = rest {
        let parent = domain.split_once('.').map(|(_, parent)| parent);
        if let Some(parent) = parent
            && contains(SUFFIXES, &format!("!{domain}"))
        {
            return parent;
        }
        if contains(SUFFIXES, domain) || parent.is_some_and(|parent| contains(SUFFIXES, &format!("*.{parent}"))) {
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

    const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/suffixes.txt"));

    /// Returns whether the crate agrees. With rules for `*.example.com` and `*.a.example.com`, it overlooks that
    /// `a.example.com` is a suffix as well.
    fn is_as_in_psl(host: &str) -> bool {
        let expected = psl::domain_str(host);
        let is_overlooked = || {
            let all = host.split_once('.').is_some_and(|(_, parent)| contains(SUFFIXES, &format!("*.{parent}")));
            all && RULES.contains(&format!(".{host}\n")) && registrable(host).is_none()
        };
        registrable(host) == expected || is_overlooked()
    }

    #[test]
    fn every_rule_matches_the_crate() {
        assert!(RULES.lines().count() > 9_000);
        for rule in RULES.lines() {
            let domain = rule.trim_start_matches(['!', '*', '.']);
            let mut rest = Some(domain);
            while let Some(domain) = rest {
                for labels in ["", "a.", "a.b.", "a.b.c.", "www.", "."] {
                    let host = format!("{labels}{domain}");
                    assert!(is_as_in_psl(&host), "{host}: {:?}", registrable(&host));
                }
                rest = domain.split_once('.').map(|(_, parent)| parent);
            }
        }
    }

    proptest! {
        #[test]
        fn any_host_matches_the_crate(
            labels in "([a-z0-9-]{0,3}\\.){0,4}", at in 0..9_000_usize
        ) {
            let rule = RULES.lines().nth(at).unwrap().trim_start_matches(['!', '*', '.']);
            for host in [format!("{labels}{rule}"), labels.clone(), labels.trim_end_matches('.').to_owned()] {
                let host = host.trim_end_matches('.');
                prop_assert!(is_as_in_psl(host), "{:?}: {:?} {:?}", host, registrable(host), psl::domain_str(host));
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
    fn the_registrable_domain_counts_in_ascii() {
        for (domain, expected) in [
            (website("https://www.example.co.uk:8443/about"), Some("example.co.uk")),
            (website("trials.example.com"), Some("example.com")),
            (email("ada@Mail.Example.com"), Some("example.com")),
            (website("acme.github.io"), Some("acme.github.io")),
            (website("https://www.münchen.de/"), Some("xn--mnchen-3ya.de")),
            (email("x@münchen.de"), Some("xn--mnchen-3ya.de")),
            (website("https://co.uk/"), None),
        ] {
            assert_eq!(domain.as_deref(), expected);
        }
    }

    #[test]
    fn shared_domains_do_not_count() {
        for address in
            ["https://www.linkedin.com/company/acme", "acme.wordpress.com", "sites.google.com/acme", "gmail.com"]
        {
            assert_eq!(website(address), None, "{address}");
        }
        assert_eq!(email("acme@gmail.com"), None);
    }

    #[test]
    fn listed_hosts_are_registrable_domains() {
        let others: Vec<_> = entries(HOSTS).filter(|host| registrable(host) != Some(host)).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}
