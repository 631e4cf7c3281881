//! Web addresses: what is wrong with one that is refused.

use shared::applicant::Website;
use shared::form_words::FormWords;

/// Says which part of an address is wrong, if that is plain. `label` is what errors call the question.
pub(super) fn explain(words: FormWords<'_>, label: &str, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let key = mistake(typed)?;
    let site = site_before_space(typed).unwrap_or("www.example.com");
    Some(words.fill(key, &[("label", label), ("site", site)]))
}

/// Returns the key of the words for what is wrong.
fn mistake(typed: &str) -> Option<&'static str> {
    let authority = authority(typed);
    if authority.contains('@') {
        return Some("error.website_is_email");
    }
    if typed.contains(char::is_whitespace) {
        return Some("error.website_has_space");
    }
    let host = authority.split(':').next().unwrap_or_default();
    match host.rsplit_once('.') {
        None if !host.is_empty() => Some("error.website_has_no_dot"),
        Some((_, "")) => Some("error.website_has_no_ending"),
        _ => None,
    }
}

/// Returns what stands between the scheme and the path.
fn authority(typed: &str) -> &str {
    let after_scheme = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    after_scheme.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Returns the website to which an address with a space leads, without the path that has the space.
fn site_before_space(typed: &str) -> Option<&str> {
    let site = authority(typed.split_whitespace().next()?);
    Website::parse(site).is_ok().then_some(site)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wrong_part_is_named() {
        for (typed, key) in [
            ("ada@example.com", Some("error.website_is_email")),
            ("https://ada@example.com/", Some("error.website_is_email")),
            ("www.example.com www.example.org", Some("error.website_has_space")),
            ("https://www.example.com/about us", Some("error.website_has_space")),
            ("exam ple.com", Some("error.website_has_space")),
            ("example", Some("error.website_has_no_dot")),
            ("https://localhost:3000/a.b", Some("error.website_has_no_dot")),
            ("example.", Some("error.website_has_no_ending")),
            ("http://", None),
            ("127.0.0.1", None),
            ("ftp://example.com", None),
        ] {
            assert_eq!(mistake(typed), key, "{typed}");
        }
    }

    #[test]
    fn the_website_before_a_space_is_found() {
        for (typed, site) in [
            ("https://www.example.org/about us", Some("www.example.org")),
            ("www.example.org/a?b c", Some("www.example.org")),
            ("www.example.org and www.example.com", Some("www.example.org")),
            ("exam ple.com", None),
            ("see www.example.org", None),
            ("", None),
        ] {
            assert_eq!(site_before_space(typed), site, "{typed}");
        }
    }
}
