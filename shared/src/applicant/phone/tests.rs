use super::*;
use crate::applicant::unicode::tests::{all, dashes, digits, invisible};
use proptest::prelude::*;
use proptest::sample::select;

fn parsed(typed: &str) -> Result<String, Invalid> {
    PhoneNumber::parse(typed).map(|number| number.0)
}

#[test]
fn common_notations_are_kept() {
    for typed in [
        "+44 20 7946 0000",
        "(202) 555-0142",
        "030/123456",
        "00 49 30.123.456",
        "123456",
        "+1 202 555 0142 ext. 12",
        "2025550142x7",
        "+1 (202) 555-0142 #9",
        "+1 202 555 0142 EXT 12",
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(typed));
    }
}

#[test]
fn full_width_digits_become_ascii_digits() {
    for (typed, kept) in [
        ("＋８１　３　１２３４　５６７８", "+81 3 1234 5678"),
        ("（０３）１２３４－５６７８", "(03)1234-5678"),
        ("０３ー１２３４ー５６７８", "03-1234-5678"),
        ("03ｰ1234ｰ5678", "03-1234-5678"),
        ("０３．１２３４．５６７８　ｘ９", "03.1234.5678 x9"),
        ("０３／１２３４５６　＃７", "03/123456 #7"),
        ("﹢49 30 123456", "+49 30 123456"),
        ("⁺⁴⁹ ³⁰ ¹²³⁴⁵⁶", "+49 30 123456"),
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(kept), "{typed}");
    }
}

#[test]
fn digits_of_every_script_become_ascii_digits() {
    for run in digits() {
        let typed: String = run.into_iter().collect();
        assert_eq!(parsed(&format!("+{typed} x{typed:.3}")).as_deref(), Ok("+0123456789 x012"), "{typed}");
    }
}

#[test]
fn every_dash_becomes_a_hyphen() {
    let dashes = dashes();
    assert!(dashes.len() >= 30 && dashes.contains(&'\u{2212}'), "{dashes:?}");
    for dash in dashes.into_iter().chain(['\u{30fc}', '\u{ff70}']) {
        assert_eq!(parsed(&format!("030{dash}12 {dash} 3456")).as_deref(), Ok("030-12 - 3456"), "{dash:?}");
    }
}

#[test]
fn invisible_characters_are_dropped() {
    for mark in invisible() {
        let typed = format!("{mark}+49 {mark}30{mark} 12{mark}{mark}3456 x{mark}7{mark}");
        assert_eq!(parsed(&typed).as_deref(), Ok("+49 30 123456 x7"), "{mark:?}");
    }
    assert_eq!(parsed("\u{202a}+49\u{a0}30\u{202f}123456\u{202c}").as_deref(), Ok("+49 30 123456"));
    assert_eq!(parsed("\u{2066}+49 30 12\u{ad}34\u{fe0f}56\u{2069}\u{200e}").as_deref(), Ok("+49 30 123456"));
}

#[test]
fn malformed_numbers_are_refused() {
    let malformed = "12345 1234567890123456 ١٢٣٤٥ １２３４５６７８９０１２３４５６ 123456<script> +1-555-CALL-NOW
        五五五一二三四 ⅠⅡⅢⅣⅤⅥ ½½½½½½ 1234😀56";
    let odd = ["", "call me", "+1 202 555 0142 ext", "123456 x1234567", "123456\0", "123\u{301}456", "\u{202e}"];
    for typed in malformed.split_whitespace().chain(odd) {
        assert_eq!(parsed(typed), Err(Invalid::Malformed), "{typed}");
    }
    assert_eq!(parsed(&format!("123456{}7", "-".repeat(40))), Err(Invalid::Malformed));
}

#[test]
fn every_character_becomes_ascii_or_is_refused() {
    for c in all() {
        if let Ok(kept) = parsed(&format!("+49 30 1{c}23456")) {
            assert!(kept.is_ascii() && !kept.contains(char::is_control), "{c:?}: {kept}");
            assert_eq!(parsed(&kept).as_deref(), Ok(kept.as_str()), "{c:?}");
        }
    }
}

proptest! {
    #[test]
    fn scripts_and_invisible_characters_never_change_a_number(
        number in "\\+?[0-9]{6,7}(-[0-9]{1,4}){0,2}( x[0-9]{1,6})?",
        run in select(digits()), dash in select(dashes()), mark in select(invisible()),
    ) {
        let typed: String = number.chars().flat_map(|c| match c.to_digit(10) {
            Some(value) => [mark, run[value as usize]],
            None if c == '-' => [dash, mark],
            None => [mark, c],
        }).collect();
        prop_assert_eq!(parsed(&typed), Ok(number));
    }
}
