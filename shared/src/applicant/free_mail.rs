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

/// Domains that are hardly ever meant, and the provider that is. Each is one slip away from a provider, belongs to nobody
/// who offers mailboxes there, and is seen in forms often.
const MISTYPED: [(&str, &str); 22] = [
    ("gamil.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gmial.com", "gmail.com"),
    ("gmil.com", "gmail.com"),
    ("gnail.com", "gmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("hotmal.com", "hotmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotnail.com", "hotmail.com"),
    ("iclould.com", "icloud.com"),
    ("icoud.com", "icloud.com"),
    ("outloo.com", "outlook.com"),
    ("outlok.com", "outlook.com"),
    ("outloook.com", "outlook.com"),
    ("oulook.com", "outlook.com"),
    ("yaho.com", "yahoo.com"),
    ("yahooo.com", "yahoo.com"),
    ("yhaoo.com", "yahoo.com"),
];

/// Endings that do not exist, and those that are meant.
const MISTYPED_ENDINGS: [(&str, &str); 5] =
    [(".cmo", ".com"), (".con", ".com"), (".ocm", ".com"), (".vom", ".com"), (".ogr", ".org")];

/// Returns the domain that was probably meant by `domain`, in lower case.
pub(super) fn likely_domain(domain: &str) -> Option<String> {
    if let Some((_, meant)) = MISTYPED.iter().find(|(typed, _)| *typed == domain) {
        return Some((*meant).to_owned());
    }
    MISTYPED_ENDINGS.iter().find_map(|(typed, meant)| Some(format!("{}{meant}", domain.strip_suffix(typed)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_the_domain_of_a_provider_is_recognized() {
        for (typed, meant) in [
            ("gmial.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("outlok.com", "outlook.com"),
            ("yaho.com", "yahoo.com"),
            ("example.con", "example.com"),
            ("trials.example.ogr", "trials.example.org"),
        ] {
            assert_eq!(likely_domain(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_meant_is_a_provider_and_no_slip() {
        for (typed, meant) in MISTYPED {
            assert!(is_free_mail(meant) && likely_domain(meant).is_none(), "{meant}");
            assert!(!is_free_mail(typed) || typed.starts_with("hotmail.") || typed.starts_with("yahoo."), "{typed}");
        }
        for domain in ["example.com", "gmail.com", "mail.com", "con.com", "acme.co", "vom.de", "yahoo.co.uk"] {
            assert_eq!(likely_domain(domain), None, "{domain}");
        }
    }

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
