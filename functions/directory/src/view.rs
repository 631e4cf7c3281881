//! Members as templates show them.

use crate::Directory;
use minijinja::{Value, context};
use shared::member::directory::{COUNTRY, DirectoryRow};
use shared::request::encode;
use std::collections::BTreeMap;

/// The most letters that stand for a member.
const INITIALS: usize = 2;

impl Directory {
    /// Returns the values of a row.
    pub(crate) fn row(&self, row: &DirectoryRow) -> Value {
        context! {
            path => path(&row.slug),
            name => row.name.as_str(),
            initials => initials(&row.name),
            facts => self.facts(&row.filters),
            joined_on => row.joined_on.as_str(),
        }
    }

    /// Returns what visitors find a member by: the label of each filter, and those of the values.
    pub(crate) fn facts(&self, values: &BTreeMap<String, Vec<String>>) -> Vec<Value> {
        let names = self.filters.iter().map(|filter| (filter.question.as_str(), Some(filter.label.as_str())));
        let facts = names.chain([(COUNTRY, None)]).filter_map(|(name, label)| {
            let values: Vec<_> = values.get(name)?.iter().map(|value| self.label(name, value)).collect();
            Some(context! { name => name, label => label, values => values })
        });
        facts.collect()
    }

    /// Returns the label of a filter's value. One that the form doesn't offer any more stays as it was stored.
    pub(crate) fn label(&self, filter: &str, value: &str) -> String {
        if filter == COUNTRY {
            return self.words().country(value);
        }
        let choices = self.form.field(filter).map(shared::form::Field::choices).unwrap_or_default();
        choices.iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label).to_owned()
    }
}

/// Returns the path of a member's page.
pub(crate) fn path(slug: &str) -> String {
    format!("/members/{}", encode(slug))
}

/// Returns the first letters of the first words of a name.
pub(crate) fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    words.take(INITIALS).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_words() {
        for (name, expected) in
            [("Acme Clinical Trials", "AC"), ("ångström", "Å"), ("(9 lives) Ltd", "9L"), ("岡田", "岡"), ("…", "")]
        {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn a_path_is_encoded() {
        assert_eq!(path("a-b"), "/members/a-b");
        assert_eq!(path("岡"), "/members/%E5%B2%A1");
    }
}
