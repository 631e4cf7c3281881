use super::*;
use crate::applicant::unicode::tests::{all, dashes, invisible};
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization;

fn parsed(typed: &str) -> Result<String, Invalid> {
    EmailAddress::parse(typed).map(|address| address.0)
}

#[test]
fn a_masked_address_has_its_first_character_and_its_domain() {
    assert_eq!(EmailAddress::parse("nora.berg@example.com").unwrap().masked(), "n…@example.com");
    assert_eq!(EmailAddress::from_stored("Ünal@example.com".to_owned()).masked(), "Ü…@example.com");
}

#[test]
fn common_addresses_are_accepted() {
    let common = "ada@example.com a.b+c@sub.example.co.uk o'neill@example.ie x@münchen.de yong.hu@例子.广告
        12345@163.com ada@3m.com _ada-lovelace_@example.museum !#$%&'*+-/=?^_`{|}~@example.com";
    for address in common.split_whitespace() {
        assert_eq!(parsed(address).as_deref(), Ok(address));
    }
}

#[test]
fn surrounding_space_and_the_case_of_the_domain_are_normalized() {
    assert_eq!(parsed(" Ada@Example.COM ").as_deref(), Ok("Ada@example.com"));
    assert_eq!(parsed("\u{a0}ada@MÜNCHEN.de\u{3000}").as_deref(), Ok("ada@münchen.de"));
}

#[test]
fn two_spellings_of_a_mailbox_are_equal() {
    let [one, other] = ["Ada@München.de", "ada@xn--mnchen-3ya.DE"].map(|typed| EmailAddress::parse(typed).unwrap());
    assert_eq!(one.ascii(), "Ada@xn--mnchen-3ya.de");
    assert_eq!(one.mailbox(), other.mailbox());
}

#[test]
fn malformed_addresses_are_refused() {
    let plain = "ada ada@ @example.com @ ada@localhost ada@[127.0.0.1] ada@@example.com ada@example.com@example.com
        .ada@example.com ada.@example.com a..da@example.com ada(comment)@example.com ada,bo@example.com
        ada;bo@example.com ada:bo@example.com mailto:ada@example.com ünal";
    let odd = [
        "",
        "a b@example.com",
        "ada@exa mple.com",
        "ada@example.com\r\nBcc: x@example.com",
        "Ada <ada@example.com>",
        "\"ada\"@example.com",
        "ada\\@example.com",
        "ada\0@example.com",
        "ada\u{85}x@example.com",
        "ü b@example.com",
    ];
    for typed in plain.split_whitespace().chain(odd) {
        assert_eq!(parsed(typed), Err(Invalid::Malformed), "{typed}");
    }
}

#[test]
fn malformed_domains_are_refused() {
    let domains = "1.2.3.4 0x7f.1 127.1 example.123 example.0x7f ex*mple.com ex_mple.com xn--a.com a.xn--a -example.com
        example-.com example..com .example.com example.com. ex%61mple.com ex'ample.com ex’ample.com １.２.３.４";
    for domain in domains.split_whitespace() {
        assert_eq!(parsed(&format!("ada@{domain}")), Err(Invalid::Malformed), "{domain}");
    }
    assert_eq!(parsed(&format!("ada@{}.com", "a".repeat(64))), Err(Invalid::Malformed));
}

#[test]
fn letters_and_digits_of_another_width_or_font_become_ascii() {
    for (typed, kept) in [
        ("ａｄａ@example.com", "ada@example.com"),
        ("Ａｄａ１２@ｅｘａｍｐｌｅ.ｃｏｍ", "Ada12@example.com"),
        ("𝐚𝐝𝐚.𝓁@example.com", "ada.l@example.com"),
        ("ﬁnance@example.com", "finance@example.com"),
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(kept), "{typed}");
    }
    let mut folded = 0;
    for c in all().filter(|c| !c.is_ascii()) {
        let nfkc: String = std::iter::once(c).nfkc().collect();
        if nfkc.chars().all(|c| c.is_ascii_alphanumeric()) {
            let kept = parsed(&format!("{c}@example.com")).unwrap();
            let (kept, _) = kept.split_once('@').unwrap();
            assert!(kept.eq_ignore_ascii_case(&nfkc), "{c:?}: {kept}");
            folded += 1;
        }
    }
    assert!(folded > 1_000, "{folded}");
}

#[test]
fn a_substitute_character_is_named_in_the_error() {
    for (typed, found, instead) in [
        ("ada＠example.com", '＠', '@'),
        ("ada﹫example.com", '﹫', '@'),
        ("ada@example。com", '。', '.'),
        ("ada@example．com", '．', '.'),
        ("ada@example｡com", '｡', '.'),
        ("a。da@example.com", '。', '.'),
        ("o’neill@example.com", '’', '\''),
        ("o‘neill@example.com", '‘', '\''),
        ("o′neill@example.com", '′', '\''),
        ("o´neill@example.com", '´', '\''),
        ("o＇neill@example.com", '＇', '\''),
        ("ada＋news@example.com", '＋', '+'),
        ("ada＿l@example.com", '＿', '_'),
        ("ａｄａ＠ｅｘａｍｐｌｅ。ｃｏｍ", '＠', '@'),
    ] {
        assert_eq!(parsed(typed), Err(Invalid::Character { found, instead }), "{typed}");
    }
    for found in dashes().into_iter().filter(|dash| *dash != '-') {
        let wrong = Err(Invalid::Character { found, instead: '-' });
        assert_eq!(parsed(&format!("ada{found}l@example.com")), wrong);
        assert_eq!(parsed(&format!("ada@exa{found}mple.com")), wrong);
    }
    assert_eq!(parsed("Ada O’Neill <ada@example.com>"), Err(Invalid::Malformed), "another character would not help");
    assert_eq!(parsed("ada@データ.jp").as_deref(), Ok("ada@データ.jp"), "the prolonged sound mark is a letter");
}

#[test]
fn an_undeliverable_character_is_named_in_the_error() {
    for (typed, found) in [
        ("jürgen@example.com", 'ü'),
        ("用户@例子.广告", '用'),
        ("адрес@example.com", 'а'),
        ("ada😀@example.com", '😀'),
        ("“ada”@example.com", '“'),
        ("e\u{301}@example.com", '\u{301}'),
    ] {
        assert_eq!(parsed(typed), Err(Invalid::NotDeliverable(found)), "{typed}");
    }
    assert_eq!(parsed("jürgen@localhost"), Err(Invalid::Malformed));
}

#[test]
fn encoded_words_are_refused() {
    let encoded = "=?utf-8?q?ada=40evil.example?=x@example.com =?utf-8?q?=0d=0aBcc:x?=@example.com \
        =?UTF-8?B?YWRh?=@example.com a=?iso-8859-1?Q?b?=c@example.com =?utf-8*en?q?a?=@example.com \
        ＝？utf-8？q？a？＝@example.com";
    for typed in encoded.split_whitespace() {
        assert!(parsed(typed).is_err(), "{typed}");
    }
    let plain = "=?@example.com a=b@example.com a?b@example.com a?=b@example.com bounce+a=b.example@example.com";
    for typed in plain.split(' ') {
        assert_eq!(parsed(typed).as_deref(), Ok(typed));
    }
}

#[test]
fn invisible_characters_are_dropped() {
    for mark in invisible() {
        let typed = format!("{mark} {mark}a{mark}da{mark}@exa{mark}mple.com{mark} {mark}");
        assert_eq!(parsed(&typed).as_deref(), Ok("ada@example.com"), "{mark:?}");
    }
}

#[test]
fn an_address_has_at_most_254_bytes_in_ascii() {
    let domain = format!("{0}.{0}.{0}.com", "b".repeat(60));
    let local = |length| "a".repeat(length);
    assert!(parsed(&format!("{}@{domain}", local(64))).is_ok());
    assert_eq!(parsed(&format!("{}@{domain}", local(65))), Err(Invalid::Malformed));
    let longer = format!("{0}.{0}.{0}.com", "b".repeat(62));
    assert_eq!(parsed(&format!("{}@{longer}", local(61))).map(|address| address.len()), Ok(254));
    assert!(matches!(parsed(&format!("{}@{longer}", local(62))), Err(Invalid::TooLong(Length { limit: 254, .. }))));
    assert!(matches!(
        parsed(&format!("a@{}com", "b.".repeat(9_000))),
        Err(Invalid::TooLong(Length { limit: 254, .. }))
    ));
    let in_its_script = format!("{}@{}.de", local(64), vec!["ü".repeat(45); 4].join("."));
    assert!(in_its_script.chars().count() <= 254);
    assert!(
        matches!(parsed(&in_its_script), Err(Invalid::TooLong(Length { limit: 254, .. }))),
        "it is longer in ASCII"
    );
}

#[test]
fn accepted_addresses_are_safe_in_headers_and_parse_back() {
    let harmful = |c: char| c.is_control() || c.is_whitespace() || "<>()[],;:\\\"\u{fffd}".contains(c);
    for c in all() {
        for typed in [format!("a{c}b@example.com"), format!("ada@a{c}b.example"), format!("{c}ada@example.com{c}")] {
            let Ok(address) = EmailAddress::parse(&typed) else { continue };
            assert!(!address.as_str().contains(harmful), "{c:?}: {address:?}");
            assert_eq!(address.as_str().matches('@').count(), 1, "{c:?}: {address:?}");
            assert!(address.ascii().is_ascii(), "{c:?}: {address:?}");
            assert_eq!(EmailAddress::parse(&address.ascii()).unwrap().ascii(), address.ascii(), "{c:?}");
            assert_eq!(EmailAddress::parse(address.as_str()), Ok(address), "{c:?}");
        }
    }
}

#[test]
fn addresses_stored_before_these_rules_are_read_unchanged() {
    for stored in ["用户@例子.广告", "ada@1.2.3.4", "ada@0x7f.1", "ada@ex*mple.com", "=?utf-8?q?a?=@example.com"]
    {
        let json = serde_json::json!(stored);
        let address: EmailAddress = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(address.as_str(), stored);
        assert_eq!(serde_json::to_value(&address).unwrap(), json);
    }
    let address: EmailAddress = serde_json::from_value("ada@0x7f.1".into()).unwrap();
    assert_eq!(address.ascii(), "ada@0x7f.1", "it is not converted to another address");
}

proptest! {
    #[test]
    fn invisible_characters_never_change_an_address(
        address in "[a-z0-9]{1,9}@[a-z]{1,9}\\.com", marks in prop::collection::vec(select(invisible()), 30),
    ) {
        let typed: String = address.chars().zip(marks).flat_map(|(c, mark)| [mark, c, mark]).collect();
        prop_assert_eq!(parsed(&typed), Ok(address));
    }

    #[test]
    fn a_domain_equals_its_ascii_form_in_any_script(label in "\\p{L}{1,12}", top in "\\p{L}{2,6}") {
        if let Ok(address) = EmailAddress::parse(&format!("ada@{label}.{top}")) {
            prop_assert_eq!(EmailAddress::parse(&address.ascii()).unwrap().mailbox(), address.mailbox());
        }
    }

    #[test]
    fn no_input_causes_a_panic(typed in "\\PC{0,20}@\\PC{0,20}(\\.\\PC{0,9})?") {
        if let Ok(address) = EmailAddress::parse(&typed) {
            prop_assert!(address.ascii().len() <= EmailAddress::LIMIT && address.ascii().is_ascii());
        }
    }
}

#[test]
fn a_slip_in_a_domain_that_is_known_is_recognized() {
    for (typed, domain, meant) in [
        ("ada@acmee.org", "acme.org", Some("ada@acme.org")),
        ("ada@amce.org", "acme.org", Some("ada@acme.org")),
        ("ada@bucher.example", "bücher.example", Some("ada@bücher.example")),
        ("ada@acme.org", "acme.org", None),
        ("ada@mail.acme.org", "acme.org", None),
        ("ada@other.org", "acme.org", None),
        ("ada@ab.org", "ac.org", None),
        ("ada@gmail.com", "gmaill.com", None),
    ] {
        let address = EmailAddress::parse(typed).unwrap();
        assert_eq!(address.likely_meant_at(domain).as_deref(), meant, "{typed}");
    }
}
