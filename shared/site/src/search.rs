//! Builds the search index: for each term, the documents that contain it, with their scores.
//!
//! Scores follow [BM25](https://doi.org/10.1561/1500000019) (Robertson and Zaragoza, 2009), with extra weight for titles,
//! summaries and headings. Synonyms are put into the index too, so a search only has to add scores up.

mod occurrences;
mod passages;
mod settings;
mod vocabulary;

pub(crate) use settings::{SearchSettings, check};

use crate::catalogue::Catalogue;
use crate::compiled::BoxError;
use crate::content::ParsedPage;
use model::terms::{Language, term};
use model::{Document, IndexedTerm, Item, Kind, PageKind, Posting, Records, Visibility};
use occurrences::{Occurrence, Occurrences};
use settings::{Groups, terms};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Vocabulary;

const SATURATION: f64 = 1.2;
const LENGTH_WEIGHT: f64 = 0.75;
/// What a page counts in comparison with a letter or news: it says what holds, not what was said once.
const PAGE_BOOST: f64 = 1.15;
/// What a policy counts: it leads to what was said on it.
const POLICY_BOOST: f64 = 1.3;
/// What an item loses with each year by which it is older than the latest, and at most: of two that are nearly equal, the
/// newer one comes first.
const YEAR_LOSS: (f64, f64) = (0.03, 0.15);
/// What a synonym counts in comparison with the word itself.
const SYNONYM: f64 = 0.5;

/// A page to index.
#[derive(Debug)]
pub(crate) struct Source {
    item: Item,
    headings: Vec<String>,
    /// What results call its kind, in the singular and in the plural; empty for a page.
    kind_words: String,
    /// The text of notes, which excerpts don't show.
    notes: String,
    /// The summary, then the text.
    passages: Vec<String>,
}

impl Source {
    fn new(item: Item, headings: Vec<String>, text: &str) -> Self {
        let passages =
            [item.summary.clone()].into_iter().chain(passages::split(text).map(passages::on_one_line)).collect();
        Self { item, headings, kind_words: String::new(), notes: String::new(), passages }
    }

    pub(crate) fn document(&self) -> Document<'_> {
        let Item { path, title, date_words, kind, .. } = &self.item;
        Document {
            path,
            title,
            kind: kind.search_type(),
            date: match kind.listed().and_then(Kind::caption) {
                Some(caption) => caption,
                None if self.is_page() => "",
                None => date_words,
            },
            passages: self.passages.iter().map(String::as_str).collect(),
        }
    }

    /// Returns the kind's name among the types of results.
    fn kind(&self) -> &'static str {
        self.item.kind.search_type()
    }

    /// Returns the year of what was said once.
    fn year_of_item(&self) -> Option<u32> {
        self.item.year().parse().ok().filter(|_| !self.is_page())
    }

    /// Returns what a page's score is multiplied by in an index whose latest item is of a year.
    fn boost(&self, latest: u32) -> f64 {
        match (&self.item.kind, self.year_of_item()) {
            (PageKind::Policy(_), _) => POLICY_BOOST,
            (PageKind::Plain, _) => PAGE_BOOST,
            (_, year) => {
                let (each, most) = YEAR_LOSS;
                1.0 - most.min(each * f64::from(latest.saturating_sub(year.unwrap_or(latest))))
            }
        }
    }

    /// Returns whether it says what holds, not what was said once.
    fn is_page(&self) -> bool {
        matches!(self.item.kind, PageKind::Plain | PageKind::Policy(_))
    }
}

/// Returns what search finds: the pages of the site, then those of other functions that the settings describe.
pub(crate) fn documents(pages: &[ParsedPage], settings: &SearchSettings, catalogue: &Catalogue) -> Vec<Source> {
    let of_content = pages.iter().map(|parsed| {
        let headings = parsed.headings.iter().map(|heading| heading.words.clone()).collect();
        let source = Source::new(parsed.page.item.clone(), headings, &parsed.text);
        let words = |of: &str| catalogue.text(&format!("search.{of}.{}", source.kind()));
        let kind_words = format!("{} {}", words("kind"), words("types"));
        Source { kind_words, notes: parsed.text_of_notes.clone(), ..source }
    });
    let mut documents: Vec<_> = of_content.collect();
    for (path, title, summary) in settings.described() {
        let item = Item {
            path: path.to_owned(),
            title: title.to_owned(),
            summary: summary.to_owned(),
            date: String::new(),
            date_words: String::new(),
            source: None,
            tags: Vec::new(),
            kind: PageKind::Plain,
            visibility: Visibility::default(),
            number: u32::try_from(documents.len()).unwrap_or(u32::MAX),
        };
        documents.push(Source::new(item, Vec::new(), ""));
    }
    documents
}

/// Encodes the names of kinds, plain pages first, and the kind of each document.
pub(crate) fn kinds(documents: &[Source]) -> Result<Records, BoxError> {
    let others: BTreeSet<_> = documents.iter().map(Source::kind).filter(|kind| *kind != "plain").collect();
    let names: Vec<_> = ["plain"].into_iter().chain(others).collect();
    let index = |document: &Source| names.iter().position(|name| *name == document.kind()).unwrap_or_default();
    let kinds = documents.iter().map(|document| u8::try_from(index(document))).collect::<Result<Vec<_>, _>>()?;
    Ok(Records::from([("names".to_owned(), postcard::to_allocvec(&names)?), ("kinds".to_owned(), kinds)]))
}

/// The terms of all documents.
#[derive(Debug, Default)]
pub(crate) struct Index {
    terms: BTreeMap<String, Term>,
    vocabulary: Vocabulary,
}

/// An [`IndexedTerm`] in the making.
#[derive(Debug, Default)]
struct Term {
    is_stop_word: bool,
    best: Option<u32>,
    synonyms: Vec<String>,
    postings: Vec<Posting>,
}

impl Index {
    /// Indexes documents in a language.
    pub(crate) fn of(documents: &[Source], settings: &SearchSettings, language: Language) -> Self {
        let groups = settings.groups(language);
        let mut index = Self { terms: postings(documents, &groups, language), ..Self::default() };
        let stop_words: BTreeSet<_> = settings.stop_words(language).map(|word| term(word, language)).collect();
        for (name, term) in &mut index.terms {
            term.is_stop_word = stop_words.contains(name);
        }
        for group in groups.iter() {
            for member in group {
                let mut marked: BTreeSet<_> = group.iter().map(|words| words.join(" ")).collect();
                marked.extend(member.iter().filter(|word| !stop_words.contains(*word)).cloned());
                let name = member.join(" ");
                marked.remove(&name);
                index.terms.entry(name).or_default().synonyms = marked.into_iter().collect();
            }
        }
        let number = |path: &str| documents.iter().find(|document| document.item.path == path);
        for (text, path) in settings.best() {
            for name in groups.same_as(&terms(text, language)) {
                index.terms.entry(name).or_default().best = number(path).map(|document| document.item.number);
            }
        }
        index.vocabulary = Vocabulary::of(documents, language);
        index
    }

    /// Encodes the terms.
    pub(crate) fn terms(&self) -> Result<Records, BoxError> {
        let encode = |(name, term): (&String, &Term)| {
            let synonyms = term.synonyms.iter().map(String::as_str).collect();
            let (is_stop_word, best, postings) = (term.is_stop_word, term.best, term.postings.clone());
            let term = IndexedTerm { is_stop_word, best, synonyms, postings };
            Ok((name.clone(), postcard::to_allocvec(&term)?))
        };
        self.terms.iter().map(encode).collect()
    }

    /// Encodes the vocabulary.
    pub(crate) fn words(&self) -> Result<Records, BoxError> {
        self.vocabulary.encode()
    }
}

/// Returns the scored documents of each term and phrase.
fn postings(documents: &[Source], groups: &Groups, language: Language) -> BTreeMap<String, Term> {
    let phrases: Vec<_> = groups.phrases().collect();
    let mut all: Vec<_> = documents.iter().map(|document| Occurrences::of(document, &phrases, language)).collect();
    let lengths: Vec<f64> = all.iter().map(Occurrences::length).collect();
    let average = lengths.iter().sum::<f64>() / number(lengths.len().max(1));
    let latest = documents.iter().filter_map(Source::year_of_item).max().unwrap_or_default();
    all.iter_mut().for_each(|occurrences| add_synonyms(occurrences, groups));

    let mut by_term: BTreeMap<String, Vec<(&Source, Occurrence, f64)>> = BTreeMap::new();
    for ((document, occurrences), length) in documents.iter().zip(all).zip(lengths) {
        for (term, occurrence) in occurrences.terms {
            by_term.entry(term).or_default().push((document, occurrence, length));
        }
    }
    let scored = |documents_with: Vec<(&Source, Occurrence, f64)>| {
        let matching = number(documents_with.len());
        let inverse_frequency = ((number(documents.len()) - matching + 0.5) / (matching + 0.5)).ln_1p();
        let posting = |(document, occurrence, length): (&Source, Occurrence, f64)| {
            let norm = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / average);
            let frequency = occurrence.count * (SATURATION + 1.0) / (occurrence.count + norm);
            let boost = (1.0 + occurrence.boost) * document.boost(latest);
            let score = thousandths(inverse_frequency * frequency * boost);
            Posting { document: document.item.number, score, passages: occurrence.passages }
        };
        Term { postings: documents_with.into_iter().map(posting).collect(), ..Term::default() }
    };
    by_term.into_iter().map(|(term, documents_with)| (term, scored(documents_with))).collect()
}

/// Adds to a document's words those that mean the same. The words of a phrase may be apart if it was searched for, but mean
/// something else when another word was.
fn add_synonyms(occurrences: &mut Occurrences, groups: &Groups) {
    for group in groups.iter() {
        let whole: Vec<_> = group.iter().map(|words| occurrences.terms.get(&words.join(" ")).copied()).collect();
        for (number, words) in group.iter().enumerate() {
            let others = whole.iter().enumerate().filter(|(other, _)| *other != number).filter_map(|(_, found)| *found);
            let synonyms = others.map(|other| other.times(SYNONYM));
            let own = whole.get(number).copied().flatten().or_else(|| occurrences.apart(words));
            if let Some(sum) = own.into_iter().chain(synonyms).reduce(Occurrence::plus) {
                occurrences.terms.insert(words.join(" "), sum);
            }
        }
    }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is between 0 and 1,000")]
fn thousandths(score: f64) -> u32 {
    (score * 1000.0).round() as u32
}

#[cfg(test)]
mod tests;
