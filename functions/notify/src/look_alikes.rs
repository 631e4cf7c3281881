//! Links applications that may be the same organization's.

use crate::{Notify, domains, names};
use shared::application::{CoreAnswers, Submitted};
use std::collections::BTreeSet;
use store::{ApplicationRef, Error, MatchKey, MatchKind};

/// The maximum number of look-alikes of an application, against abuse.
const MOST: usize = 20;
/// The maximum number of applications read for each match key: [`MOST`], and the application itself.
const READ: u16 = 21;

impl Notify {
    /// Links an application with its look-alikes. Adds its match keys before searching, so that of two applications
    /// submitted at the same moment at least one finds the other.
    pub(crate) async fn link_look_alikes(&self, application: &Submitted) -> Result<(), Error> {
        let match_keys: Vec<_> = match_keys(application).into_iter().collect();
        let this = ApplicationRef { id: application.id.clone(), reference: application.reference.clone() };
        if match_keys.is_empty() || !self.store.add_match_keys(&this, &match_keys).await? {
            return Ok(());
        }
        let mut linked: usize = 0;
        for (other, kinds) in self.look_alikes(&this, &match_keys).await? {
            linked += usize::from(self.store.link_related(&this, &other, &kinds, self.clock.now()).await?);
        }
        if linked > 0 {
            tracing::info!(application.reference = %this.reference, look_alikes.count = linked, "look-alikes linked");
        }
        Ok(())
    }

    /// Returns each look-alike once, with the kinds of keys that match.
    async fn look_alikes(
        &self,
        itself: &ApplicationRef,
        match_keys: &[MatchKey],
    ) -> Result<Vec<(ApplicationRef, Vec<MatchKind>)>, Error> {
        let mut others: Vec<(ApplicationRef, Vec<MatchKind>)> = Vec::new();
        for key in match_keys {
            for other in self.store.matching(key, READ).await? {
                match others.iter_mut().find(|(known, _)| *known == other) {
                    Some((_, kinds)) if kinds.contains(&key.of()) => {}
                    Some((_, kinds)) => kinds.push(key.of()),
                    None if other == *itself => {}
                    None => others.push((other, vec![key.of()])),
                }
            }
        }
        others.truncate(MOST);
        Ok(others)
    }
}

/// Returns the keys of an application: at most two names and two domains.
fn match_keys(application: &Submitted) -> BTreeSet<MatchKey> {
    let mut keys = BTreeSet::new();
    let mut add = |kind, value: Option<String>| keys.extend(value.map(|value| MatchKey::new(kind, &value)));
    let CoreAnswers { organization, contact, .. } = &application.core;
    add(MatchKind::Name, names::normalized(&organization.legal_name));
    add(MatchKind::Name, organization.public_name.as_deref().and_then(names::normalized));
    add(MatchKind::Domain, organization.website.as_ref().and_then(domains::of_website));
    add(MatchKind::Domain, domains::of_email(&contact.email));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{image, with};
    use serde_json::json;

    fn values(changes: serde_json::Value) -> Vec<String> {
        let application = with(image(), changes).submitted().unwrap();
        match_keys(&application).into_iter().map(|key| key.value().to_owned()).collect()
    }

    /// Two equal keys would be one item twice in a transaction, which DynamoDB rejects.
    #[test]
    fn names_that_differ_after_the_longest_prefix_are_one_key() {
        let many = "&".repeat(60);
        let changes = json!({"legal_name": {"S": format!("{many} A")}, "public_name": {"S": format!("{many} B")}});
        let names = values(changes).into_iter().filter(|value| value.starts_with("and"));
        assert_eq!(names.count(), 1);
    }

    #[test]
    fn equal_keys_count_once_and_free_mail_is_ignored() {
        let changes = json!({
            "legal_name": {"S": "Acme Ltd"}, "public_name": {"S": "ACME"},
            "website": {"S": "https://acme.example/"}, "contact_email": {"S": "acme@gmail.com"},
        });
        assert_eq!(values(changes), ["acme", "acme.example"]);
    }
}
