//! `docs/site.md` has every setting.

use crate::form::FormFile;
use crate::front_matter::FrontMatter;
use crate::identity::Identity;
use crate::kinds::{EventTable, PersonTable, PublicationTable};
use model::form::core::CORE;
use serde::de::DeserializeOwned;

const REFERENCE: &str = include_str!("../../../docs/site.md");

/// Returns the keys of a table, as the error for an unknown key lists them.
fn keys<T: DeserializeOwned>(toml: &str) -> Vec<String> {
    let Err(error) = toml::from_str::<T>(toml) else { panic!("an unknown key is accepted") };
    let names = error.message().split('`').skip(3).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    assert!(names.len() > 1, "{error}");
    names
}

#[test]
fn every_setting_is_in_the_reference() {
    let core = CORE.iter().map(|question| question.name.to_owned());
    let settings = keys::<Identity>("unknown = 1")
        .into_iter()
        .chain(keys::<FormFile>("[[section]]\nunknown = 1"))
        .chain(keys::<FormFile>("[[section]]\n[[section.question]]\nunknown = 1"))
        .chain(keys::<FrontMatter>("unknown = 1"))
        .chain(keys::<FormFile>("[[section]]\n[[section.question]]\ntype = \"unknown\""))
        .chain(keys::<EventTable>("unknown = 1"))
        .chain(keys::<PersonTable>("unknown = 1"))
        .chain(keys::<PublicationTable>("unknown = 1"))
        .chain(core);
    for setting in settings.filter(|name| name != "question") {
        let as_key = [format!("`{setting}`"), format!("`{setting} ="), format!("\n{setting} = ")];
        assert!(as_key.iter().any(|text| REFERENCE.contains(text)), "docs/site.md lacks {setting}");
    }
}
