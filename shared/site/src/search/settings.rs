//! The table `[search]` of `site.toml`: synonyms, the best pages for certain words, and stop words.

use crate::content::ParsedPage;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity::Identity;
use crate::links::LinkTargets;
use model::Visibility;
use model::terms::{LONGEST_PHRASE, Language, term, words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// English words without which a query means the same. `us` and `who` also name a country and an organization.
const ENGLISH: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from", "has", "have", "how",
    "i", "if", "in", "into", "is", "it", "its", "no", "not", "of", "on", "or", "our", "so", "such", "that", "the",
    "their", "then", "there", "these", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which",
    "will", "with", "would", "you", "your",
];

/// The entries of the table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SearchSettings {
    /// Groups of words and phrases that mean the same.
    synonyms: Vec<Vec<String>>,
    best: Vec<Best>,
    /// Words that queries ignore; none for those of the site's language, if they are built in.
    stop_words: Option<Vec<String>>,
}

/// A page that leads the results of a query with these words and phrases.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Best {
    words: Vec<String>,
    path: String,
    /// Title and summary of a page that is not in `content/`.
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    summary: Option<String>,
}

/// Groups of terms that mean the same, and phrases that mean no other; a phrase has several terms.
#[derive(Debug)]
pub(super) struct Groups(Vec<Vec<Vec<String>>>);

impl SearchSettings {
    /// Returns the synonyms as terms, and the phrases that have a best page.
    pub(super) fn groups(&self, language: Language) -> Groups {
        let group = |group: &Vec<String>| {
            let mut members: Vec<_> = group.iter().map(|text| terms(text, language)).collect();
            members.sort();
            members.dedup();
            members
        };
        let mut groups: Vec<_> = self.synonyms.iter().map(group).collect();
        for phrase in self.best().map(|(text, _)| terms(text, language)).filter(|phrase| phrase.len() > 1) {
            if !groups.iter().flatten().any(|member| *member == phrase) {
                groups.push(vec![phrase]);
            }
        }
        Groups(groups)
    }

    pub(super) fn stop_words(&self, language: Language) -> impl Iterator<Item = &str> {
        let built_in: &[&str] = if language == Language::English { ENGLISH } else { &[] };
        let built_in = built_in.iter().copied().filter(|_| self.stop_words.is_none());
        self.stop_words.iter().flatten().map(String::as_str).chain(built_in)
    }

    /// Returns the words and phrases that have a best page, with its path.
    pub(super) fn best(&self) -> impl Iterator<Item = (&str, &str)> {
        self.best.iter().flat_map(|best| best.words.iter().map(|word| (word.as_str(), best.path.as_str())))
    }

    /// Returns path, title and summary of the best pages that are not in `content/`.
    pub(super) fn described(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.best.iter().filter_map(|best| Some((best.path.as_str(), best.title.as_deref()?, best.summary.as_deref()?)))
    }

    /// Returns the mistakes in words, each with its key.
    fn mistakes(&self, language: Language) -> Vec<(&'static str, String)> {
        let mut mistakes = Vec::new();
        let mut groups: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for (number, group) in self.synonyms.iter().enumerate() {
            if group.len() < 2 {
                mistakes.push(("synonyms", format!("need two words or more in a group, unlike {group:?}")));
            }
            for text in group {
                let terms = terms(text, language);
                if !(1..=LONGEST_PHRASE).contains(&terms.len()) {
                    mistakes.push(("synonyms", format!("must have one to {LONGEST_PHRASE} words, unlike {text:?}")));
                } else if groups.insert(terms, number).is_some_and(|other| other != number) {
                    mistakes.push(("synonyms", format!("have {text:?} in two groups: make them one")));
                }
            }
        }
        let mut paths: BTreeMap<Vec<String>, &str> = BTreeMap::new();
        for (text, path) in self.best() {
            let terms = terms(text, language);
            if !(1..=LONGEST_PHRASE).contains(&terms.len()) {
                mistakes.push(("best", format!("must have one to {LONGEST_PHRASE} words, unlike {text:?}")));
            } else if paths.insert(terms, path).is_some_and(|other| other != path) {
                mistakes.push(("best", format!("has two pages for {text:?}")));
            }
        }
        let without = self.best.iter().filter(|best| best.words.is_empty());
        mistakes.extend(without.map(|best| ("best", format!("has no words for {}", best.path))));
        let stop_words = self.stop_words.iter().flatten().filter(|word| words(word).count() != 1);
        mistakes.extend(stop_words.map(|word| ("stop_words", format!("must be single words, unlike {word:?}"))));
        mistakes
    }
}

impl Groups {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Vec<Vec<String>>> {
        self.0.iter()
    }

    /// Returns the members with more than one word.
    pub(super) fn phrases(&self) -> impl Iterator<Item = &[String]> {
        self.0.iter().flatten().filter(|words| words.len() > 1).map(Vec::as_slice)
    }

    /// Returns the names of the terms that mean the same as a word or a phrase, with its own.
    pub(super) fn same_as(&self, own: &[String]) -> impl Iterator<Item = String> {
        let groups = self.0.iter().filter(move |group| group.iter().any(|words| words == own));
        groups.flatten().map(|words| words.join(" ")).chain([own.join(" ")])
    }
}

/// Returns the terms of a word or a phrase.
pub(super) fn terms(text: &str, language: Language) -> Vec<String> {
    words(text).map(|word| term(word.text, language)).collect()
}

/// Checks the settings, and that every best page exists.
pub(crate) fn check(identity: &Identity, targets: &LinkTargets, pages: &[ParsedPage], diagnostics: &mut Diagnostics) {
    let settings = identity.search();
    let mut report = |key: &str, mistake: String| {
        diagnostics.push(Diagnostic::on_line(
            identity.file(),
            identity.line_of(key),
            format!("search.{key} {mistake}"),
        ));
    };
    for (key, mistake) in settings.mistakes(Language::of(identity.language())) {
        report(key, mistake);
    }
    for best in &settings.best {
        let is_content = pages.iter().any(|parsed| parsed.page.item.path == best.path);
        let text = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let described = [&best.title, &best.summary].map(text);
        if !best.path.starts_with('/') {
            report("best", format!("needs the path of a page here, such as /join, not {}", best.path));
        } else if let Some(mistake) = targets.mistake(&best.path, "", Visibility::default()) {
            report("best", mistake);
        } else if is_content && described != [false; 2] {
            report("best", format!("has a title or a summary for {}, whose file has them", best.path));
        } else if !is_content && described != [true; 2] {
            report("best", format!("needs a title and a summary for {}, which is not in content/", best.path));
        }
    }
}
