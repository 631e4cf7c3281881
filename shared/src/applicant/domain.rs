//! Domain names, as DNS and IDNA define them.

use super::unicode;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46, verify_dns_length};
use std::borrow::Cow;

/// Converts a domain to ASCII, in lower case. It needs at least two labels of letters, digits and hyphens (RFC 1123) or,
/// in other scripts, of characters that [UTS 46](https://www.unicode.org/reports/tr46/) allows: 63 bytes each and 253 in all.
/// Returns `None` for anything else, such as an IP address in any notation.
pub(super) fn to_ascii(domain: &str) -> Option<String> {
    let verified =
        Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    let ascii = verified.ok()?.into_owned();
    has_top_level(&ascii).then_some(ascii)
}

/// Returns a domain in its own script, in lower case. Labels typed in ASCII stay in ASCII.
pub(super) fn in_its_script(domain: &str) -> String {
    unicode::folded(domain)
}

/// Returns a domain as people read it: in its own script, where that can't be taken for another.
pub(super) fn readable(ascii: &str) -> Cow<'_, str> {
    let is_readable = |label: &[char], top: &[char], _: bool| !is_deceptive(label, top);
    let (shown, valid) =
        Uts46::new().to_user_interface(ascii.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, is_readable);
    if valid.is_ok() { shown } else { ascii.into() }
}

/// Returns whether a label may look like one in Latin letters: letters of both alphabets side by side or, below an ending in
/// ASCII, only letters that have a double in Latin. Browsers have longer rules.
fn is_deceptive(label: &[char], top: &[char]) -> bool {
    const DOUBLES: &str = "аԁеһіјӏорԛѕѡѵхуԝ-οινυκρα";
    const OF_ANOTHER_SHAPE: char = '\u{2e80}'; // Chinese, Japanese and Korean
    let is_latin = |c: &char| c.is_ascii_alphabetic() || matches!(c, 'ß'..='\u{24f}');
    let is_other = |c: &char| c.is_alphabetic() && !is_latin(c) && *c < OF_ANOTHER_SHAPE;
    let is_mixed = label.iter().any(is_latin) && label.iter().any(is_other);
    is_mixed || top.iter().all(char::is_ascii) && label.iter().all(|c| DOUBLES.contains(*c))
}

/// Returns whether a host name, in ASCII, can be on the public internet. A final dot and underscores are allowed.
pub(super) fn is_public_host(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().all(allowed) && verify_dns_length(name, false) && has_top_level(name)
}

/// Returns whether a domain has at least two labels, and the last is alphabetic (RFC 3696, section 2) or
/// internationalized.
fn has_top_level(ascii: &str) -> bool {
    let top = ascii.rsplit_once('.').map(|(_, top)| top);
    top.is_some_and(|top| top.starts_with("xn--") || top.chars().all(|c| c.is_ascii_alphabetic()) && !top.is_empty())
}

#[cfg(test)]
mod tests;
