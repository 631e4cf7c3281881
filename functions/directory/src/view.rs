//! Members as templates show them.

use crate::Directory;
use crate::query::address;
use minijinja::{Value, context};
use shared::form::{Choice, Field, FieldKind};
use shared::form_words::FormWords;
use shared::member::Logo;
use shared::member::directory::{COUNTRY, DirectoryRow, Query};
use shared::request::encode;
use shared::site::initials;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The site's words for what visitors find members by.
pub(crate) struct Labels<'a> {
    words: FormWords<'a>,
    filters: Vec<QuestionFilter<'a>>,
    /// Names of countries by code, as they were found: looking one up is slow, and many members share one.
    countries: RefCell<BTreeMap<String, String>>,
}

/// A filter by a question.
struct QuestionFilter<'a> {
    question: &'a str,
    label: &'a str,
    choices: &'a [Choice],
    /// Whether members may choose several answers.
    has_several: bool,
}

impl Directory {
    /// Returns the words for filters and their values.
    pub(crate) fn labels(&self) -> Labels<'_> {
        let filters = self.filters.iter().map(|filter| {
            let field = self.form.field(&filter.question);
            QuestionFilter {
                question: &filter.question,
                label: &filter.label,
                choices: field.map(Field::choices).unwrap_or_default(),
                has_several: field.is_some_and(|field| matches!(field.kind, FieldKind::Choices(_))),
            }
        });
        Labels { words: self.words(), filters: filters.collect(), countries: RefCell::default() }
    }
}

impl Labels<'_> {
    /// Returns the values of a row.
    pub(crate) fn row(&self, row: &DirectoryRow) -> Value {
        context! {
            path => path(&row.slug),
            name => row.name.as_str(),
            initials => initials(&row.name),
            logo => row.logo.as_ref().map(logo),
            facts => self.facts(&row.filters),
        }
    }

    /// Returns what visitors find a member by: the label of each filter, those of the values, and whether there may be several.
    /// The country is first.
    pub(crate) fn facts(&self, values: &BTreeMap<String, Vec<String>>) -> Vec<Value> {
        self.facts_as(values, |name, value| self.value(name, value).into())
    }

    /// Returns the same with the address of the members that share each value.
    pub(crate) fn linked_facts(&self, values: &BTreeMap<String, Vec<String>>) -> Vec<Value> {
        self.facts_as(values, |name, value| {
            let filters = vec![(name.to_owned(), value.to_owned())];
            context! { label => self.value(name, value), path => address(&Query { filters, ..Query::default() }) }
        })
    }

    fn facts_as(&self, values: &BTreeMap<String, Vec<String>>, shown: impl Fn(&str, &str) -> Value) -> Vec<Value> {
        let filters = self.filters.iter().map(|filter| (filter.question, Some(filter.label), filter.has_several));
        let names = [(COUNTRY, None, false)].into_iter().chain(filters);
        let facts = names.filter_map(|(name, label, has_several)| {
            let values: Vec<_> = values.get(name)?.iter().map(|value| shown(name, value)).collect();
            Some(context! { label, values, has_several })
        });
        facts.collect()
    }

    /// Returns the label of a filter; none for the one by country.
    pub(crate) fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|filter| filter.question == name).map(|filter| filter.label)
    }

    /// Returns the label of a filter's value. One that the form doesn't offer any more stays as it was stored.
    pub(crate) fn value(&self, filter: &str, value: &str) -> String {
        if filter == COUNTRY {
            let mut countries = self.countries.borrow_mut();
            return countries.entry(value.to_owned()).or_insert_with(|| self.words.country(value)).clone();
        }
        let found = self.filters.iter().find(|known| known.question == filter);
        let choices = found.map(|found| found.choices).unwrap_or_default();
        choices.iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label).to_owned()
    }
}

/// Returns the values of a logo.
pub(crate) fn logo(logo: &Logo) -> Value {
    context! { path => logo.path(), width => logo.width, height => logo.height }
}

/// Returns the path of a member's page.
pub(crate) fn path(slug: &str) -> String {
    format!("/members/{}", encode(slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_encoded() {
        assert_eq!(path("a-b"), "/members/a-b");
        assert_eq!(path("岡"), "/members/%E5%B2%A1");
    }
}
