//! No input makes a parser panic, and accepted input parses to itself.

use proptest::prelude::*;
use shared::applicant::{Country, Date, EmailAddress, PhoneNumber, Website, parse_number, text};
use shared::application::Reference;
use shared::timestamp::Timestamp;

/// Generates arbitrary text, and text that is nearly valid.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,300}",
        "[a-z0-9.@:/ +()_%-]{0,60}",
        "(https?://)?[a-zé]{1,9}(\\.[a-z]{1,5}){0,3}/?[a-z?=&#]{0,9}",
        "[a-z.']{1,9}@[a-zü]{1,9}(\\.[a-z]{1,5}){0,3}",
        "[\u{ad}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{fe0f}\u{feff}\u{3164}a-z\u{e9}\u{8a9e}@.]{0,20}",
        "[\u{ff0b}+]?[0-9\u{ff10}-\u{ff19}\u{660}-\u{669}\u{966}-\u{96f}\u{2010}-\u{2015}\u{2212}\u{30fc}\u{200e}\u{202c} ]{0,30}",
        "[\u{ff41}-\u{ff5a}a-z\u{2019}]{1,9}[@\u{ff20}][a-z\u{ff41}-\u{ff5a}]{1,9}[.\u{3002}\u{ff0e}\u{ff61}][a-z]{1,5}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepted_answers_parse_to_themselves(typed in typed()) {
        let parsers: [fn(&str) -> Option<String>; 8] = [
            |text| text::parse_line(text, 1..=200).ok(),
            |text| text::parse_lines(text, 20..=2000).ok(),
            |text| parse_number(text).ok().map(|number| number.to_string()),
            |text| Date::parse(text).ok().map(|date| date.to_string()),
            |text| EmailAddress::parse(text).ok().map(|address| address.as_str().to_owned()),
            |text| Website::parse(text).ok().map(|website| website.as_str().to_owned()),
            |text| PhoneNumber::parse(text).ok().map(|number| number.as_str().to_owned()),
            |text| Country::parse(text).ok().map(|country| country.code().to_owned()),
        ];
        for parse in parsers {
            if let Some(kept) = parse(&typed) {
                prop_assert_eq!(parse(&kept), Some(kept));
            }
        }
        if let Ok(address) = EmailAddress::parse(&typed) {
            prop_assert!(address.domain().contains('.') && address.ascii().is_ascii());
            prop_assert!(!address.as_str().contains(|c: char| c.is_whitespace() || c.is_control()));
        }
        if let Ok(number) = PhoneNumber::parse(&typed) {
            prop_assert!(number.as_str().is_ascii());
        }
    }

    #[test]
    fn references_and_times_parse_to_themselves(text in "[0-9A-Z]{7,9}|\\PC{0,30}|[0-9TZ:.+-]{10,30}", second in any::<i64>()) {
        if let Ok(reference) = text.parse::<Reference>() {
            prop_assert_eq!(reference.as_str(), text.as_str());
        }
        if let Ok(time) = Timestamp::try_from(text) {
            prop_assert_eq!(Timestamp::try_from(time.to_string()).unwrap(), time);
        }
        let time = Timestamp::from_unix(second);
        prop_assert_eq!(Timestamp::try_from(time.to_string()).unwrap(), time);
        prop_assert!(time.end_of_hour() > time.unix() && time.end_of_day() >= time.end_of_hour());
    }

    #[test]
    fn no_path_makes_a_parser_panic(path in "\\PC{0,80}") {
        prop_assert!(path.parse::<shared::application::ApplicationId>().is_err() || path.len() == 26);
    }
}
