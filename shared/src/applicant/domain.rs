//! Domain names, as DNS and IDNA have them.

use super::unicode;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46, verify_dns_length};

/// Converts a domain to ASCII, in lower case. It needs at least two labels of letters, digits and hyphens (RFC 1123) or,
/// in other scripts, of what [UTS 46](https://www.unicode.org/reports/tr46/) allows: 63 bytes each and 253 in all.
/// Returns nothing for anything else, and for an IP address in any notation.
pub(super) fn to_ascii(domain: &str) -> Option<String> {
    let verified =
        Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    let ascii = verified.ok()?.into_owned();
    has_top_level(&ascii).then_some(ascii)
}

/// Writes a domain in its own script, in lower case. Labels that were typed in ASCII stay so.
pub(super) fn in_its_script(domain: &str) -> String {
    unicode::folded(domain)
}

/// Whether the name of a host, in ASCII, can be on the public internet. It may end with a dot, and have underscores.
pub(super) fn is_public_host(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().all(usual) && verify_dns_length(name, false) && has_top_level(name)
}

/// Whether there are several labels, and the last is alphabetic (RFC 3696, section 2) or internationalized.
fn has_top_level(ascii: &str) -> bool {
    let top = ascii.rsplit_once('.').map(|(_, top)| top);
    top.is_some_and(|top| top.starts_with("xn--") || top.chars().all(|c| c.is_ascii_alphabetic()) && !top.is_empty())
}

#[cfg(test)]
mod tests;
