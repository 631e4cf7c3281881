use super::*;

#[test]
fn domains_convert_to_ascii() {
    for (typed, ascii) in [
        ("example.com", "example.com"),
        ("EXAMPLE.Com", "example.com"),
        ("a.b-c.d--e.example.co.uk", "a.b-c.d--e.example.co.uk"),
        ("3m.com", "3m.com"),
        ("163.com", "163.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("MÜNCHEN.DE", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("例子.广告", "xn--fsqu00a.xn--4rr70v"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("straße.example", "xn--strae-oqa.example"),
        ("ｅｘａｍｐｌｅ.com", "example.com"),
        ("exa\u{ad}mple.com", "example.com"),
    ] {
        assert_eq!(to_ascii(typed).as_deref(), Some(ascii), "{typed}");
        assert_eq!(to_ascii(&in_its_script(typed)).as_deref(), Some(ascii), "{typed}");
    }
}

#[test]
fn domains_are_read_in_their_script_unless_they_could_be_taken_for_others() {
    for domain in [
        "example.com",
        "münchen.de",
        "例子.广告",
        "пример.рф",
        "пример.com",
        "東京abc.jp",
        "ευρώπη.eu",
        "my_site.example.com",
    ] {
        let ascii = to_ascii(domain).unwrap_or_else(|| domain.to_owned());
        assert_eq!(readable(&ascii), domain);
    }
    for deceptive in ["аррӏе.com", "раураl.com", "gοοgle.com", "www.аре.example.com"] {
        let ascii = to_ascii(deceptive).unwrap();
        assert_eq!(readable(&ascii), ascii, "{deceptive}");
    }
    assert_eq!(readable("xn--a.com"), "xn--a.com");
}

/// IPv4 addresses in every notation of the URL Standard, and IPv6 addresses.
const ADDRESSES: &str =
    "1.2.3.4 127.0.0.1 127.1 0x7f.1 0x7f.0x0.0x0.0x1 0177.0.0.1 1.2.3.0x4 example.0x7f １.２.３.４ ١.٢.٣.٤ ::1 [::1]
    [IPv6:2001:db8::1] 1.2.3.4.";

#[test]
fn an_ip_address_is_not_a_domain() {
    for typed in ADDRESSES.split_whitespace() {
        assert_eq!(to_ascii(typed), None, "{typed}");
    }
}

#[test]
fn invalid_domains_are_refused() {
    let invalid =
        ". com localhost example.123 example.1com example.c-m example.com1 example.com. .example.com a..example.com
        -a.example.com a-.example.com example.-com ex_ample.com xn--a.com a.xn--a xn--.com
        xn--zzzzzzzzzzzzzzzzzzzz.com exam\u{fffd}ple.com a\u{200d}b.com \u{301}a.com אa.com";
    for typed in invalid.split_whitespace().chain(["", "ex ample.com"]) {
        assert_eq!(to_ascii(typed), None, "{typed}");
    }
    for c in ('\0'..='\x7f').filter(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')) {
        assert_eq!(to_ascii(&format!("ex{c}mple.com")), None, "{c:?}");
    }
}

#[test]
fn dns_limits_apply_to_labels_and_names() {
    let label = "a".repeat(63);
    assert!(to_ascii(&format!("{label}.com")).is_some());
    assert_eq!(to_ascii(&format!("{label}a.com")), None);
    assert_eq!(to_ascii(&format!("{}.com", "ü".repeat(60))), None, "it is longer in ASCII");
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    assert_eq!((longest.len(), to_ascii(&longest).map(|ascii| ascii.len())), (253, Some(253)));
    assert_eq!(to_ascii(&format!("{longest}a")), None);
}

#[test]
fn host_names_may_have_underscores_and_a_final_dot() {
    for host in
        ["example.com", "example.com.", "my_site.example.com", "r3---a.example.com", "a.xn--p1ai", "-a.example.com"]
    {
        assert!(is_public_host(host), "{host}");
    }
    for host in ["example", "example.", ".example.com", "a..com", "ex*mple.com", "ex'ample.com", "example.c0m", ""] {
        assert!(!is_public_host(host), "{host}");
    }
    assert!(!is_public_host(&format!("{}.com", "a".repeat(64))));
}
