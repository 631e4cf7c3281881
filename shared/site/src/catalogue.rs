//! The words that visitors and applicants read: English defaults, of which a site overrides any in its `words.toml`.

mod check;

use crate::diagnostic::{Diagnostic, Diagnostics, line_at};
use crate::files::read_text;
use crate::locale::{self, Plurals};
use crate::message::{Arguments, Message};
use model::{CATEGORIES, Locale};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::de::{DeTable, DeValue};

const ENGLISH: &str = include_str!("../../words/en.toml");

/// Lines of a code, a tab and the English name.
const COUNTRIES: &str = include_str!("../../countries/countries.txt");

/// The table of `words.toml` with the names of countries.
const COUNTRY: &str = "country";

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The words of a site.
#[derive(Debug)]
pub struct Catalogue {
    language: String,
    plurals: Plurals,
    english: BTreeMap<String, Words>,
    /// The words that the site overrides.
    own: BTreeMap<String, Words>,
    /// The names that the site has for countries, by code.
    countries: BTreeMap<String, String>,
}

/// The words of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words {
    Text(Message),
    /// A form for each plural category, chosen by `{{ count }}`.
    Counted(BTreeMap<&'static str, Message>),
}

/// An entry of a file of words.
struct Entry<'a> {
    key: String,
    value: &'a DeValue<'a>,
    line: usize,
}

impl Catalogue {
    /// Reads a site's words; without a file, all are English.
    pub(crate) fn read(file: &Path, language: &str, diagnostics: &mut Diagnostics) -> Self {
        let text = if file.exists() { read_text(file) } else { Ok(String::new()) };
        let text = text.unwrap_or_else(|diagnostic| {
            diagnostics.push(diagnostic);
            String::new()
        });
        Self::parse(file, &text, language, diagnostics)
    }

    /// Parses a site's words and compares them with the English ones.
    pub(crate) fn parse(file: &Path, text: &str, language: &str, diagnostics: &mut Diagnostics) -> Self {
        let mut catalogue = Self {
            language: language.to_owned(),
            plurals: locale::plurals(language),
            english: BTreeMap::new(),
            own: BTreeMap::new(),
            countries: BTreeMap::new(),
        };
        let mistakes = each_entry(ENGLISH, |entry| {
            let words = Words::parse(entry.value)?;
            catalogue.english.insert(entry.key, words);
            Ok(())
        });
        report(Path::new("shared/words/en.toml"), mistakes, diagnostics);
        let mistakes = each_entry(text, |entry| catalogue.add(entry));
        report(file, mistakes, diagnostics);
        catalogue
    }

    /// Adds an entry of the site.
    fn add(&mut self, entry: Entry<'_>) -> Result<(), String> {
        let Entry { key, value, .. } = entry;
        if let Some(code) = key.strip_prefix("country.") {
            if countries().all(|(known, _)| known != code) {
                return Err("must be an ISO 3166 code in capitals, such as SE".to_owned());
            }
            let name = value.as_str().filter(|name| !name.trim().is_empty()).ok_or("must be a name in quotes")?;
            self.countries.insert(code.to_owned(), name.trim().to_owned());
            return Ok(());
        }
        let Some(english) = self.english.get(&key) else {
            let nearest = nearest(&key, self.english.keys().map(String::as_str));
            return Err(format!(
                "is not known{}",
                nearest.map_or(String::new(), |known| format!(": perhaps `{known}`"))
            ));
        };
        let words = Words::parse(value)?;
        words.check(english, &self.plurals, &self.language)?;
        self.own.insert(key, words);
        Ok(())
    }

    /// Returns the words of a key.
    pub(crate) fn words(&self, key: &str) -> Option<&Words> {
        self.own.get(key).or_else(|| self.english.get(key))
    }

    /// Returns the values that the English words of a key have.
    pub(crate) fn english_values(&self, key: &str) -> BTreeSet<&str> {
        self.english.get(key).map(Words::values).unwrap_or_default()
    }

    /// Returns a text with `{{ name }}` for each value; empty if there is no text with this key.
    pub fn text(&self, key: &str) -> String {
        match self.words(key) {
            Some(Words::Text(message)) => message.pattern(),
            _ => String::new(),
        }
    }

    /// Returns every form of the words of a key.
    pub(crate) fn all_text(&self, key: &str) -> String {
        match self.words(key) {
            Some(Words::Text(message)) => message.pattern(),
            Some(Words::Counted(forms)) => forms.values().map(|form| form.pattern() + "\n").collect(),
            None => String::new(),
        }
    }

    /// Returns a text with values; empty if there is no text with this key.
    pub(crate) fn fill(&self, key: &str, values: &Arguments<'_>) -> String {
        match self.words(key) {
            Some(Words::Text(message)) => message.fill(values),
            _ => String::new(),
        }
    }

    /// Returns the tag of the site's language.
    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    /// Returns the keys of the words that the site leaves in English.
    pub fn not_overridden(&self) -> impl Iterator<Item = &str> {
        self.english.keys().filter(|key| !self.own.contains_key(*key)).map(String::as_str)
    }

    /// Returns the code and name of every country, in the order of the site's language; none if the site overrides no
    /// name.
    pub fn countries(&self) -> Vec<(String, String)> {
        if self.countries.is_empty() {
            return Vec::new();
        }
        let name = |code: &str, english: &str| self.countries.get(code).map_or(english, String::as_str).to_owned();
        let mut countries: Vec<_> = countries().map(|(code, english)| (code.to_owned(), name(code, english))).collect();
        locale::sort(&self.language, &mut countries);
        countries
    }

    /// Returns a date for readers, such as `June 10, 2025`, `June 2025` or `2025`. Months and days count from 1.
    pub(crate) fn date(&self, year: &str, month: Option<u8>, day: Option<u8>) -> String {
        let Some(month) = month else { return year.to_owned() };
        let name = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
        let (in_date, alone) = (format!("month.{name}"), format!("month_alone.{name}"));
        let own_only_in_date = self.own.contains_key(&in_date) && !self.own.contains_key(&alone);
        let month = self.text(if day.is_some() || own_only_in_date { &in_date } else { &alone });
        let day = day.map(|day| day.to_string());
        let mut values = Arguments::from([("year", year), ("month", &month)]);
        values.extend(day.as_deref().map(|day| ("day", day)));
        let pattern = if day.is_some() { "date.day" } else { "date.month" };
        self.fill(pattern, &values)
    }

    /// Returns what the functions need to write dates and counts.
    pub(crate) fn locale(&self, time_zone: &str) -> Locale {
        Locale {
            date: self.text("date.day"),
            time: self.text("date.time"),
            months: MONTHS.iter().map(|month| self.text(&format!("month.{month}"))).collect(),
            quoted: self.text("list.quoted"),
            separator: self.text("list.separator"),
            last_separator: self.text("list.last_separator"),
            thousands: self.text("number.thousands"),
            plurals: self.plurals.table.clone(),
            time_zone: locale::time_zone(time_zone).unwrap_or_default(),
        }
    }
}

impl Words {
    fn parse(value: &DeValue<'_>) -> Result<Self, String> {
        if let Some(text) = value.as_str() {
            return Message::parse(text).map(Self::Text);
        }
        let table = value.as_table().ok_or_else(|| format!("must be words in quotes, not {}", value.type_str()))?;
        let mut forms = BTreeMap::new();
        for (name, form) in table {
            let category = CATEGORIES.into_iter().find(|known| *known == name.get_ref());
            let text = form.get_ref().as_str().ok_or("must have words in quotes for each plural category")?;
            forms.insert(category.unwrap_or("other"), Message::parse(text)?);
        }
        Ok(Self::Counted(forms))
    }

    fn messages(&self) -> Vec<(&'static str, &Message)> {
        match self {
            Self::Text(message) => vec![("other", message)],
            Self::Counted(forms) => forms.iter().map(|(category, form)| (*category, form)).collect(),
        }
    }

    fn values(&self) -> BTreeSet<&str> {
        self.messages().into_iter().flat_map(|(_, message)| message.values()).collect()
    }
}

/// Passes each entry of a file to `add`. Returns the mistakes, with their lines.
fn each_entry(text: &str, mut add: impl FnMut(Entry<'_>) -> Result<(), String>) -> Vec<(usize, String)> {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            return vec![(line_at(text, error.span().map_or(0, |span| span.start)), error.message().to_owned())];
        }
    };
    let mut entries = Vec::new();
    collect("", table.get_ref(), text, &mut entries);
    let add = |entry: Entry<'_>| {
        let (key, line) = (entry.key.clone(), entry.line);
        add(entry).err().map(|mistake| (line, format!("`{key}` {mistake}")))
    };
    entries.into_iter().filter_map(add).collect()
}

/// Collects the entries of a table. A table of plural categories is one entry.
fn collect<'a>(above: &str, table: &'a DeTable<'a>, text: &str, entries: &mut Vec<Entry<'a>>) {
    for (name, value) in table {
        let key = if above.is_empty() { name.get_ref().to_string() } else { format!("{above}.{}", name.get_ref()) };
        let is_category = |name: &str| CATEGORIES.contains(&name);
        match value.get_ref() {
            DeValue::Table(inner)
                if inner.is_empty() || key == COUNTRY || !inner.keys().all(|name| is_category(name.get_ref())) =>
            {
                collect(&key, inner, text, entries);
            }
            value => entries.push(Entry { key, value, line: line_at(text, name.span().start) }),
        }
    }
}

fn report(file: &Path, mut mistakes: Vec<(usize, String)>, diagnostics: &mut Diagnostics) {
    mistakes.sort();
    mistakes.into_iter().for_each(|(line, mistake)| diagnostics.push(Diagnostic::on_line(file, line, mistake)));
}

/// Returns the known key that shares the longest beginning and end with a key, if they have more than half of it.
pub(crate) fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let shared = |other: &str| {
        let start = key.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let end = key.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
        (start + end).min(key.chars().count())
    };
    known.max_by_key(|other| shared(other)).filter(|other| shared(other) * 2 > key.chars().count())
}

/// Returns the code and the English name of every country.
pub(crate) fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.lines().filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests;
