use super::*;
use crate::applicant::unicode::tests::{all, invisible};
use proptest::prelude::*;
use proptest::sample::select;

fn parsed(typed: &str) -> Result<String, Invalid> {
    Website::parse(typed).map(|website| website.0)
}

#[test]
fn a_missing_scheme_is_added() {
    for (typed, kept) in [
        ("www.example.com", "https://www.example.com/"),
        ("HTTP://Example.com/About", "http://example.com/About"),
        ("example.com:8443/a?b=c#d", "https://example.com:8443/a?b=c#d"),
        (" bücher.example ", "https://xn--bcher-kva.example/"),
        ("my_site.example.com", "https://my_site.example.com/"),
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(kept));
        assert_eq!(parsed(kept).as_deref(), Ok(kept));
    }
}

#[test]
fn a_path_query_or_fragment_may_contain_another_url() {
    let rests = "/?u=https://a.example ?u=https://a.example /#https://a.example #https://a.example /https://a.example
        /a/ftp://b/c /login?next=javascript://x :8443/?u=http://a.example&v=http://b.example /?u=://";
    for rest in rests.split_whitespace() {
        let slash = if rest.starts_with(['/', ':']) { "" } else { "/" };
        assert_eq!(parsed(&format!("example.com{rest}")), Ok(format!("https://example.com{slash}{rest}")));
        assert_eq!(parsed(&format!("http://example.com{rest}")), Ok(format!("http://example.com{slash}{rest}")));
    }
}

#[test]
fn invisible_characters_are_dropped() {
    for mark in invisible() {
        let typed = format!("{mark} {mark}https:{mark}//www.exa{mark}mple.com/a{mark}b?c{mark}#d{mark} {mark}");
        assert_eq!(parsed(&typed).as_deref(), Ok("https://www.example.com/ab?c#d"), "{mark:?}");
        assert_eq!(parsed(&format!("{mark}example.com{mark}")).as_deref(), Ok("https://example.com/"), "{mark:?}");
    }
    assert_eq!(parsed("\u{feff}example.com\u{2800}").as_deref(), Ok("https://example.com/"));
}

#[test]
fn joiners_of_scripts_that_need_them_are_kept() {
    assert_eq!(parsed("نامه\u{200c}ای.com").as_deref(), Ok("https://xn--mgba3gch31f060k.com/"));
    assert_eq!(
        parsed("example.com/می\u{200c}خواهم"),
        parsed("example.com/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85")
    );
}

#[test]
fn other_urls_are_refused() {
    let others = "example javascript:alert(1) javascript://example.com/%0aalert(1) ftp://example.com example.com://a
        ://example.com http://127.0.0.1 http://0x7f.1 2130706433 http://[::1]/ https://user:secret@example.com
        user@example.com mailto:ada@example.com http:// https://.example.com https://ex*mple.com https://ex’ample.1com
        https://xn--a.com data:text/html,x";
    let odd =
        ["", "a b.com", "data:text/html,<a href=https://example.com>", "example.com\\@a.example", "example.com/\0"];
    for typed in others.split_whitespace().chain(odd) {
        assert_eq!(parsed(typed), Err(Invalid::Malformed), "{typed}");
    }
    assert_eq!(
        parsed(&format!("example.com/{}", "a".repeat(2000))),
        Err(Invalid::TooLong(Length { limit: 2000, found: 2020 }))
    );
}

#[test]
fn accepted_urls_parse_back() {
    for c in all() {
        for typed in [format!("exa{c}mple.com"), format!("example.com/{c}?{c}#{c}"), format!("{c}example.com{c}")] {
            if let Ok(kept) = parsed(&typed) {
                assert!(kept.is_ascii(), "{c:?}: {kept}");
                assert_eq!(parsed(&kept).as_deref(), Ok(kept.as_str()), "{c:?}");
                assert_eq!(parsed(&Website(kept.clone()).readable()), Ok(kept), "{c:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn invisible_characters_never_change_a_url(
        address in "https?://[a-z]{1,9}\\.com/[a-z0-9?=&:/]{0,20}", marks in prop::collection::vec(select(invisible()), 60),
    ) {
        let typed: String = address.chars().zip(marks).flat_map(|(c, mark)| [mark, c, mark]).collect();
        prop_assert_eq!(parsed(&typed), parsed(&address));
    }
}

#[test]
fn a_host_is_read_in_its_script_and_has_the_domain_of_email_addresses() {
    for (kept, readable, domain) in [
        ("https://www.xn--bcher-kva.example/%C3%BC?a#b", "https://www.bücher.example/%C3%BC?a#b", "bücher.example"),
        ("http://www.example.com:8443", "http://www.example.com:8443", "example.com"),
        ("example.com?x=://xn--bcher-kva.example", "example.com?x=://xn--bcher-kva.example", "example.com"),
    ] {
        let website = Website::from_stored(kept.to_owned());
        assert_eq!((website.readable().as_str(), website.domain().as_str()), (readable, domain));
    }
}
