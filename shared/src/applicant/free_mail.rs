//! Providers of free mailboxes.

use sha2::{Digest, Sha256};

/// The start of the SHA-256 of each domain in `free_mail/domains.txt`, in order. Of other domains, one in 23,000 looks like
/// one of them, which costs its applicant a question.
const FINGERPRINTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/free_mail.fingerprints"));

/// Providers with a domain in almost every country.
const FAMILIES: [&str; 3] = ["gmx.", "hotmail.", "yahoo."];

/// Returns whether `domain`, in lower case, is that of a free provider. An address there says nothing about an
/// organization. The list need not be complete: the form accepts an address at another provider without a question.
pub(super) fn is_free_mail(domain: &str) -> bool {
    let [a, b, c, ..] = <[u8; 32]>::from(Sha256::digest(domain));
    FAMILIES.iter().any(|family| domain.starts_with(family))
        || FINGERPRINTS.as_chunks().0.binary_search(&[a, b, c]).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_list_is_recognized() {
        let list = include_str!("../../free_mail/domains.txt");
        let domains: Vec<_> = list.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(domains.len() > 700 && domains.iter().all(|domain| is_free_mail(domain)));
    }

    #[test]
    fn free_providers_of_many_countries_are_recognized() {
        let domains = "gmail.com web.de yahoo.fr 126.com zoho.com seznam.cz wp.pl abv.bg freemail.hu sapo.pt telenet.be hotmail.se \
             fastmail.com hey.com tuta.com";
        assert!(domains.split_whitespace().all(is_free_mail));
    }

    #[test]
    fn other_domains_are_not() {
        let domains = "example.com example.org gmail.example.com notgmail.com nothotmail.com yahoo gov.uk who.int";
        assert!(domains.split_whitespace().all(|domain| !is_free_mail(domain)));
    }
}
