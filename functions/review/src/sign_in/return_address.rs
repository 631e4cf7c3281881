//! Where to go on after signing in.

/// The limit on the length of an address, in bytes.
const LIMIT: usize = 1024;

/// Returns the address if it is a page of staff on this site, and otherwise the first of these pages. So no link can
/// lead through sign-in to another site.
pub(super) fn return_address(to: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    let rest = to.strip_prefix("/staff").filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let path = to.split('?').next().unwrap_or_default();
    let leads_back = ["/staff/sign-in", "/staff/callback", "/staff/signed-out"].contains(&path.trim_end_matches('/'));
    let is_page = rest.is_some() && to.bytes().all(is_plain) && !path.contains("//") && !path.contains("..");
    if is_page && !leads_back && to.len() <= LIMIT { to } else { "/staff" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_staff_are_returned_to() {
        for page in
            ["/staff", "/staff?status=received&after=2026-11-23T09:30:00Z~ABCDEFGH", "/staff/applications/ABCDEFGH"]
        {
            assert_eq!(return_address(page), page);
        }
        for other in [
            "",
            "/",
            "/join",
            "/staffing",
            "//evil.example/staff",
            "https://evil.example/staff",
            "/staff//evil.example",
            "/staff/../join",
            "/staff/\\evil.example",
            "/staff\r\nset-cookie: a=b",
            "/staff/sign-in",
            "/staff/callback?a",
            "/staff/é",
            "\\/staff",
            " /staff",
            "javascript:alert(1)",
            "/staff@evil.example",
            "/staff.evil.example",
        ] {
            assert_eq!(return_address(other), "/staff", "{other}");
        }
        assert_eq!(return_address(&format!("/staff?q={}", "a".repeat(LIMIT))), "/staff");
    }
}
