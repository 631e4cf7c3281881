//! What Unicode's and IANA's data say about a language and a time zone, as tables for the functions.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use icu_plurals::PluralRules;
use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;
use model::{CATEGORIES, TimeZone};
use std::collections::BTreeSet;

/// The counts with a category of their own; larger ones have the category of their last two digits.
const COUNTS: u32 = 200;
/// The years whose local time is known, in Unix seconds: 2000 to 2060.
const YEARS: (i64, i64) = (946_684_800, 2_871_763_200);

/// The plural categories of a language.
#[derive(Debug)]
pub(crate) struct Plurals {
    /// A digit for each count, as in [`model::Locale::plurals`].
    pub(crate) table: String,
    /// The categories of whole numbers, each with the first count that has it.
    pub(crate) needed: Vec<(&'static str, u32)>,
    /// All categories, including those of fractions.
    pub(crate) known: BTreeSet<&'static str>,
}

/// Returns the plural categories of a language. One that is unknown has `other` only.
pub(crate) fn plurals(language: &str) -> Plurals {
    let rules = parse(language).and_then(|locale| PluralRules::try_new_cardinal((&locale).into()).ok());
    let name = |category| {
        let name = format!("{category:?}").to_lowercase();
        CATEGORIES.into_iter().find(|known| *known == name).unwrap_or("other")
    };
    let category = |count: u32| rules.as_ref().map_or("other", |rules| name(rules.category_for(count)));
    let mut plurals = Plurals { table: String::new(), needed: Vec::new(), known: BTreeSet::from(["other"]) };
    for count in 0..COUNTS {
        let category = category(count);
        let index = CATEGORIES.iter().position(|known| *known == category).unwrap_or_default();
        plurals.table.push_str(&index.to_string());
        if !plurals.needed.iter().any(|(needed, _)| *needed == category) {
            plurals.needed.push((category, count));
        }
    }
    plurals.known.extend(rules.iter().flat_map(PluralRules::categories).map(name));
    plurals
}

/// Returns a time zone's offsets; `None` if IANA's database doesn't have the name.
pub(crate) fn time_zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    let (start, end) = YEARS;
    let start = Timestamp::from_second(start).ok()?;
    let mut found = TimeZone::default();
    let first = zone.to_offset_info(start);
    add(&mut found, i64::MIN, first.offset().seconds(), first.abbreviation());
    for transition in zone.following(start).take_while(|transition| transition.timestamp().as_second() < end) {
        add(&mut found, transition.timestamp().as_second(), transition.offset().seconds(), transition.abbreviation());
    }
    Some(found)
}

fn add(zone: &mut TimeZone, from: i64, seconds: i32, abbreviation: &str) {
    let offset = (seconds, abbreviation.to_owned());
    let index = zone.offsets.iter().position(|known| *known == offset).unwrap_or_else(|| {
        zone.offsets.push(offset);
        zone.offsets.len() - 1
    });
    zone.transitions.push((from, u8::try_from(index).unwrap_or_default()));
}

/// Sorts names as dictionaries of the language do.
pub(crate) fn sort(language: &str, names: &mut [(String, String)]) {
    let locale = parse(language).unwrap_or(Locale::UNKNOWN);
    let collator: Option<CollatorBorrowed<'_>> = Collator::try_new(locale.into(), CollatorOptions::default()).ok();
    names.sort_by(|(_, a), (_, b)| collator.as_ref().map_or_else(|| a.cmp(b), |collator| collator.compare(a, b)));
}

fn parse(language: &str) -> Option<Locale> {
    Locale::try_from_str(language).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_those_of_whole_numbers() {
        let needed = |language| plurals(language).needed;
        assert_eq!(needed("en"), [("other", 0), ("one", 1)]);
        assert_eq!(needed("fr"), [("one", 0), ("other", 2)]);
        assert_eq!(needed("cs"), [("other", 0), ("one", 1), ("few", 2)]);
        assert_eq!(needed("ja"), [("other", 0)]);
        assert_eq!(needed("ar"), [("zero", 0), ("one", 1), ("two", 2), ("few", 3), ("many", 11), ("other", 100)]);
        assert_eq!(needed("no-such-language!"), [("other", 0)]);
        assert!(plurals("cs").known.contains("many"), "fractions");
        assert_eq!(plurals("pl").table.len(), 200);
    }

    #[test]
    fn the_last_two_digits_of_a_large_count_decide() {
        for language in ["ar", "cs", "cy", "de", "ga", "lt", "lv", "pl", "ru", "sl", "uk"] {
            let locale = Locale::try_from_str(language).unwrap();
            let rules = PluralRules::try_new_cardinal((&locale).into()).unwrap();
            let table = model::Locale { plurals: plurals(language).table, ..model::Locale::default() };
            for count in 0_u32..5000 {
                let expected = format!("{:?}", rules.category_for(count)).to_lowercase();
                assert_eq!(table.category(count.into()), expected, "{count} in {language}");
            }
        }
    }

    #[test]
    fn time_zones_have_their_transitions() {
        let utc = time_zone("UTC").unwrap();
        assert_eq!((utc.transitions, utc.offsets), (vec![(i64::MIN, 0)], vec![(0, "UTC".to_owned())]));
        let locale = |zone| model::Locale {
            time: "{{ date }} {{ time }} {{ zone }}".to_owned(),
            time_zone: time_zone(zone).unwrap(),
            ..model::Locale::default()
        };
        let stockholm = locale("Europe/Stockholm");
        assert_eq!(stockholm.minute(1_774_745_999), "2026-03-29 01:59 CET");
        assert_eq!(stockholm.minute(1_774_746_000), "2026-03-29 03:00 CEST");
        assert_eq!(locale("Asia/Kolkata").minute(1_774_746_000), "2026-03-29 06:30 IST");
        assert_eq!(locale("America/New_York").minute(2_845_000_000), "2060-02-26 00:46 EST");
        assert_eq!(time_zone("Europe/Atlantis"), None);
    }

    #[test]
    fn names_are_sorted_as_in_a_dictionary() {
        let names = ["Öland", "Zypern", "Åland", "Österrike", "Albanien"];
        let sorted = |language| {
            let mut pairs = names.map(|name| (String::new(), name.to_owned()));
            sort(language, &mut pairs);
            pairs.map(|(_, name)| name)
        };
        assert_eq!(sorted("sv"), ["Albanien", "Zypern", "Åland", "Öland", "Österrike"]);
        assert_eq!(sorted("de"), ["Åland", "Albanien", "Öland", "Österrike", "Zypern"]);
    }
}
