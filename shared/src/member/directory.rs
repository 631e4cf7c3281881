//! The public directory, as it is published: a small front that answers most visits, a summary for the home page, and all rows.

use super::slug::plain;
use super::{Listing, Logo};
use crate::edit_distance::distance;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The members on a page of the directory.
pub const PAGE: usize = 24;
/// The most members whose names the home page lists. Of more, it lists the newest.
pub const MOST_NAMES: usize = 100;
/// The newest members in the feed and on the home page.
const NEWEST: usize = 20;
/// The fewest characters of a word that may have a mistake.
const LONG: usize = 5;
/// The filter by country.
pub const COUNTRY: &str = "country";

/// The words of a search among the names of members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameWords(Vec<String>);

/// A member's row in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryRow {
    /// The end of its address.
    pub slug: String,
    /// The name that the public knows.
    pub name: String,
    /// Its logo.
    pub logo: Option<Logo>,
    /// What visitors find it by: values by name of the filter.
    pub filters: BTreeMap<String, Vec<String>>,
    /// When it joined, an RFC 3339 full-date.
    pub joined_on: String,
}

/// Members in short, for the home page and the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The number of members.
    pub total: usize,
    /// The newest members, newest first.
    pub newest: Vec<DirectoryRow>,
    /// Slugs and names of all members, by name; none if there are more than [`MOST_NAMES`].
    pub names: Vec<(String, String)>,
}

/// What a visitor asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The chosen value of each filter; empty for any.
    pub filters: Vec<(String, String)>,
    /// Words of a name.
    pub words: String,
    /// The first letter of the name.
    pub letter: String,
    /// The page, from 1.
    pub page: usize,
}

/// A page of the directory, with the choices that lead to others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The number of members found.
    pub total: usize,
    /// The page, from 1.
    pub page: usize,
    /// The number of pages.
    pub pages: usize,
    /// The members of this page, by name.
    pub rows: Vec<DirectoryRow>,
    /// The values of each filter, with the numbers of members that pass all other filters.
    pub filters: Vec<(String, Vec<Count>)>,
    /// The first letters of names, likewise.
    pub letters: Vec<Count>,
}

/// A choice, and the number of members that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The value.
    pub value: String,
    /// The number.
    pub count: usize,
}

impl From<&Listing> for DirectoryRow {
    fn from(listing: &Listing) -> Self {
        let country = listing.country.iter().map(|country| (COUNTRY.to_owned(), vec![country.code().to_owned()]));
        Self {
            slug: listing.slug.as_str().to_owned(),
            name: listing.name.clone(),
            logo: listing.logo.clone(),
            filters: listing.facets.clone().into_iter().chain(country).collect(),
            joined_on: listing.joined_on.to_string(),
        }
    }
}

impl DirectoryRow {
    /// Returns the first letter of the name in upper case, or `#` if the name begins with anything else.
    pub fn letter(&self) -> String {
        let first = self.name.chars().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic());
        first.map_or_else(|| "#".to_owned(), |first| first.to_uppercase().collect())
    }

    fn has(&self, filter: &str, value: &str) -> bool {
        value.is_empty() || self.filters.get(filter).is_some_and(|values| values.iter().any(|known| known == value))
    }
}

impl NameWords {
    /// Returns the words of a text.
    pub fn of(text: &str) -> Self {
        Self(plain(text).split_whitespace().map(str::to_owned).collect())
    }

    /// Returns whether a name has all of them, whatever its case, accents and apostrophes. A long word may have one mistake.
    pub fn are_in(&self, name: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let name = plain(name);
        self.0.iter().all(|word| name.contains(word.as_str()) || has_nearly(&name, word))
    }
}

/// Returns whether a word of a name is a long word but for one mistake.
fn has_nearly(name: &str, word: &str) -> bool {
    let word: Vec<_> = word.chars().collect();
    let mut others = name.split(|c: char| !c.is_alphanumeric()).map(|other| other.chars().collect::<Vec<_>>());
    word.len() >= LONG
        && others.any(|other| other.len().abs_diff(word.len()) <= 1 && distance(&word, &other) == Some(1))
}

impl Summary {
    /// Returns the summary of a directory with these rows.
    pub fn of(rows: &[DirectoryRow]) -> Self {
        let mut newest: Vec<_> = rows.iter().collect();
        newest.sort_by(|one, other| other.joined_on.cmp(&one.joined_on).then_with(|| one.name.cmp(&other.name)));
        let names = rows.iter().filter(|_| rows.len() <= MOST_NAMES);
        Self {
            total: rows.len(),
            newest: newest.into_iter().take(NEWEST).cloned().collect(),
            names: names.map(|row| (row.slug.clone(), row.name.clone())).collect(),
        }
    }
}

/// Returns filters of these names and the one by country, without a choice.
pub fn with_country(filters: &[String]) -> Vec<(String, String)> {
    let names = filters.iter().map(String::as_str).chain([COUNTRY]);
    names.map(|name| (name.to_owned(), String::new())).collect()
}

impl Query {
    /// Returns whether this asks for the front.
    pub fn is_front(&self) -> bool {
        self.page <= 1 && self.words.is_empty() && self.letter.is_empty() && self.has_no_filter()
    }

    fn has_no_filter(&self) -> bool {
        self.filters.iter().all(|(_, value)| value.is_empty())
    }

    /// Returns whether a row passes every filter, without the one of this name. The words are not among the filters.
    fn finds(&self, row: &DirectoryRow, except: &str) -> bool {
        let is_chosen = self.filters.iter().all(|(name, value)| name == except || row.has(name, value));
        let letter = self.letter.as_str();
        is_chosen && (except == LETTER || letter.is_empty() || row.letter() == letter)
    }
}

/// The name of the choice of letters.
const LETTER: &str = "letter";

impl View {
    /// Returns the front of the directory: its first page without a choice, with filters of these names.
    pub fn front(rows: &[DirectoryRow], filters: &[String]) -> Self {
        Self::of(rows, &Query { filters: with_country(filters), page: 1, ..Query::default() })
    }

    /// Returns what a query finds among rows that are sorted by name.
    pub fn of(rows: &[DirectoryRow], query: &Query) -> Self {
        let words = NameWords::of(&query.words);
        let rows: Vec<_> = rows.iter().filter(|row| words.are_in(&row.name)).collect();
        let found: Vec<_> = rows.iter().copied().filter(|row| query.finds(row, "")).collect();
        let pages = found.len().div_ceil(PAGE).max(1);
        let page = query.page.clamp(1, pages);
        let filters = query.filters.iter().map(|(name, chosen)| {
            let passing = rows.iter().filter(|row| query.finds(row, name));
            let values = passing.filter_map(|row| row.filters.get(name)).flatten();
            (name.clone(), counts(values.map(String::as_str), chosen))
        });
        let letters: Vec<_> = rows.iter().filter(|row| query.finds(row, LETTER)).map(|row| row.letter()).collect();
        Self {
            total: found.len(),
            page,
            pages,
            rows: found.into_iter().skip((page - 1) * PAGE).take(PAGE).cloned().collect(),
            filters: filters.collect(),
            letters: counts(letters.iter().map(String::as_str), &query.letter),
        }
    }
}

/// Counts values. The chosen one is there even if its number is 0, so that the form can show it.
fn counts<'a>(values: impl Iterator<Item = &'a str>, chosen: &'a str) -> Vec<Count> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    if !chosen.is_empty() {
        counts.entry(chosen).or_default();
    }
    counts.into_iter().map(|(value, count)| Count { value: value.to_owned(), count }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, country: &str, services: &[&str]) -> DirectoryRow {
        let services = services.iter().map(|service| (*service).to_owned()).collect();
        let filters = [(COUNTRY.to_owned(), vec![country.to_owned()]), ("services".to_owned(), services)].into();
        DirectoryRow {
            slug: name.to_lowercase(),
            name: name.to_owned(),
            logo: None,
            filters,
            joined_on: "2026-11-28".to_owned(),
        }
    }

    fn rows() -> Vec<DirectoryRow> {
        vec![
            row("9 Lives", "DE", &["a"]),
            row("Acme", "DE", &["a", "b"]),
            row("Åland", "FI", &["b"]),
            row("Ärla", "FI", &[]),
        ]
    }

    fn query(changes: &[(&str, &str)]) -> Query {
        let mut query = Query { filters: with_country(&["services".to_owned()]), page: 1, ..Query::default() };
        for (name, value) in changes {
            match *name {
                "q" => query.words = (*value).to_owned(),
                "letter" => query.letter = (*value).to_owned(),
                name => query.filters.iter_mut().find(|(known, _)| known == name).unwrap().1 = (*value).to_owned(),
            }
        }
        query
    }

    #[test]
    fn names_are_found_without_their_accents_and_with_a_mistake() {
        for words in
            ["estudios", "estudois", "etudios odwyr", "ESTÚDIOS", "Estu\u{301}dios lda", "odwyer", "O’Dwyer", ""]
        {
            assert!(NameWords::of(words).are_in("Estúdios O'Dwyer, Lda."), "{words}");
        }
        assert!(NameWords::of("あおば").are_in("株式会社あおば"));
        for words in ["stadia lda", "lds", "ldas", "studis"] {
            assert!(!NameWords::of(words).are_in("Estúdios Lda."), "{words}");
        }
    }

    #[test]
    fn filters_combine() {
        let names = |changes: &[(&str, &str)]| {
            View::of(&rows(), &query(changes)).rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&[]), ["9 Lives", "Acme", "Åland", "Ärla"]);
        assert_eq!(names(&[("country", "DE"), ("services", "b")]), ["Acme"]);
        assert_eq!(names(&[("letter", "#")]), ["9 Lives"]);
        assert_eq!(names(&[("letter", "Ä")]), ["Ärla"]);
        assert_eq!(names(&[("q", "LA ")]), ["Åland", "Ärla"]);
        assert_eq!(names(&[("country", "XX")]), [""; 0]);
    }

    #[test]
    fn each_choice_has_the_number_that_it_leads_to() {
        let view = View::of(&rows(), &query(&[("country", "FI")]));
        let counts = |counts: &[Count]| {
            counts.iter().map(|count| format!("{} {}", count.value, count.count)).collect::<Vec<_>>().join(", ")
        };
        let of = |name: &str| counts(&view.filters.iter().find(|(known, _)| known == name).unwrap().1);
        assert_eq!((of("country").as_str(), of("services").as_str()), ("DE 2, FI 2", "b 1"));
        assert_eq!(counts(&view.letters), "Ä 1, Å 1");
        let view = View::of(&rows(), &query(&[("country", "XX")]));
        assert_eq!(counts(&view.filters[1].1), "DE 2, FI 2, XX 0");
    }

    #[test]
    fn the_home_page_names_all_members_unless_they_are_many() {
        let of = |count: usize| {
            let rows: Vec<_> = (0..count).map(|number| row(&format!("Member {number:03}"), "DE", &[])).collect();
            let summary = Summary::of(&rows);
            (summary.names.len(), summary.newest.len())
        };
        assert_eq!([of(0), of(MOST_NAMES), of(MOST_NAMES + 1)], [(0, 0), (MOST_NAMES, NEWEST), (0, NEWEST)]);
    }

    #[test]
    fn many_members_have_several_pages() {
        let many: Vec<_> = (0..130).map(|number| row(&format!("Member {number:03}"), "DE", &[])).collect();
        let page = |page: usize| View::of(&many, &Query { page, ..query(&[]) });
        assert_eq!((page(1).rows.len(), page(6).rows.len(), page(99).page), (24, 10, 6));
        assert_eq!((page(1).total, page(1).pages), (130, 6));
        assert!(query(&[]).is_front() && !query(&[("q", "a")]).is_front() && !query(&[("country", "DE")]).is_front());
    }
}
