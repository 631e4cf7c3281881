//! Compares a site's words with the English ones.

use super::Words;
use crate::locale::Plurals;
use crate::message::Message;
use std::collections::{BTreeMap, BTreeSet};

/// The identity of the site, which any words may mention.
const IDENTITY: [&str; 5] =
    ["site.name", "site.short_name", "site.location", "site.contact_email", "site.decision_time"];

impl Words {
    /// Returns the mistake in a site's words, as the rest of a sentence that begins with their key.
    pub(super) fn check(&self, english: &Self, plurals: &Plurals, language: &str) -> Result<(), String> {
        match (self, english) {
            (Self::Text(_), Self::Counted(_)) => {
                let needed: Vec<_> = plurals.needed.iter().map(|(category, _)| *category).collect();
                return Err(format!("depends on a count: write a text for each of {}", needed.join(", ")));
            }
            (Self::Counted(_), Self::Text(_)) => return Err("depends on no count: write one text".to_owned()),
            (Self::Counted(forms), Self::Counted(_)) => check_categories(forms, plurals, language)?,
            (Self::Text(_), Self::Text(_)) => {}
        }
        let values = english.values();
        let messages = english.messages();
        let targets = messages.last().map(|(_, message)| message.targets()).unwrap_or_default();
        let has_strong = messages.iter().any(|(_, message)| message.has_strong());
        for (category, message) in self.messages() {
            check_values(message, &values, ["zero", "one", "two"].contains(&category))?;
            if message.targets() != targets {
                return Err(match targets.as_slice() {
                    [] => "can have no link".to_owned(),
                    _ => format!("must link to {}, as the English words do", targets.join(" and ")),
                });
            }
            if message.has_strong() && !has_strong {
                return Err("can have no strong words (**)".to_owned());
            }
        }
        Ok(())
    }
}

fn check_categories(forms: &BTreeMap<&'static str, Message>, plurals: &Plurals, language: &str) -> Result<(), String> {
    if let Some((missing, count)) = plurals.needed.iter().find(|(category, _)| !forms.contains_key(category)) {
        return Err(format!("has no text for `{missing}`, which the language {language} needs for {count}"));
    }
    match forms.keys().find(|category| !plurals.known.contains(*category)) {
        Some(unused) => Err(format!("has a text for `{unused}`, which the language {language} never uses")),
        None => Ok(()),
    }
}

/// Checks that a text has the values of the English one. A form for very few things may say the count in words.
fn check_values(message: &Message, english: &BTreeSet<&str>, may_omit_count: bool) -> Result<(), String> {
    let values = message.values();
    let in_braces = |name: &&str| format!("{{{{ {name} }}}}");
    if let Some(unknown) = values.iter().find(|name| !english.contains(*name) && !IDENTITY.contains(name)) {
        let known: Vec<_> =
            english.iter().chain(&IDENTITY).collect::<BTreeSet<_>>().into_iter().map(in_braces).collect();
        return Err(format!("has {}, but can only have {}", in_braces(unknown), known.join(", ")));
    }
    let optional = |name: &str| name.starts_with("site.") || (may_omit_count && name == "count");
    match english.iter().find(|name| !optional(name) && !values.contains(*name)) {
        Some(missing) => Err(format!("must have {}, as the English words do", in_braces(missing))),
        None => Ok(()),
    }
}
