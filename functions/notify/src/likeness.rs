//! Which applications may be the same organization's.

use crate::{Notify, domains, found, names};
use shared::applicant::OrganizationName;
use shared::application::{SectionAnswers, Submitted};
use std::collections::BTreeSet;
use store::{ApplicationRef, Error, MatchKey, MatchKind};

/// How many others an application is linked with at most. If there are more, somebody is playing.
const MOST: usize = 20;
/// How many are read of those that are alike in one thing: as many, and the application itself.
const READ: u16 = 21;

impl Notify {
    /// Shows an application to others before it looks for them: of two that are sent at the same moment, at least one
    /// then sees the other.
    pub(crate) async fn link_look_alikes(&self, application: &Submitted) -> Result<(), Error> {
        let likenesses: Vec<_> = likenesses(application).into_iter().collect();
        let itself = found(application);
        if likenesses.is_empty() || !self.store.add_match_keys(&itself, &likenesses).await? {
            return Ok(());
        }
        let mut linked: usize = 0;
        for (other, alike_in) in self.look_alikes(&itself, &likenesses).await? {
            linked += usize::from(self.store.link_related(&itself, &other, &alike_in, self.clock.now()).await?);
        }
        if linked > 0 {
            tracing::info!(application.reference = %itself.reference, look_alikes.count = linked, "look-alikes linked");
        }
        Ok(())
    }

    /// The others, each once, with what it is alike in.
    async fn look_alikes(
        &self,
        itself: &ApplicationRef,
        likenesses: &[MatchKey],
    ) -> Result<Vec<(ApplicationRef, Vec<MatchKind>)>, Error> {
        let mut others: Vec<(ApplicationRef, Vec<MatchKind>)> = Vec::new();
        for likeness in likenesses {
            for other in self.store.matching(likeness, READ).await? {
                match others.iter_mut().find(|(known, _)| *known == other) {
                    Some((_, alike_in)) if alike_in.contains(&likeness.of()) => {}
                    Some((_, alike_in)) => alike_in.push(likeness.of()),
                    None if other == *itself => {}
                    None => others.push((other, vec![likeness.of()])),
                }
            }
        }
        others.truncate(MOST);
        Ok(others)
    }
}

/// Everything by which an application is found: at most two names and two domains.
fn likenesses(application: &Submitted) -> BTreeSet<MatchKey> {
    let mut found = BTreeSet::new();
    let mut add = |of, value: Option<String>| found.extend(value.map(|value| MatchKey::new(of, &value)));
    for section in &application.sections {
        match section {
            SectionAnswers::Organization(organization) => {
                add(MatchKind::Name, names::normalized(organization.legal_name.as_str()));
                let public_name = organization.public_name.as_ref().map(OrganizationName::as_str);
                add(MatchKind::Name, public_name.and_then(names::normalized));
                add(MatchKind::Domain, domains::of_website(&organization.website));
            }
            SectionAnswers::People(people) => add(MatchKind::Domain, domains::of_email(&people.contact_email)),
            SectionAnswers::Profile(_) | SectionAnswers::Declarations(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{image, with};
    use serde_json::json;

    fn values(changes: serde_json::Value) -> Vec<String> {
        let application = with(image(), changes).submitted().unwrap();
        likenesses(&application).into_iter().map(|likeness| likeness.value().to_owned()).collect()
    }

    #[test]
    fn an_application_is_found_by_both_of_its_names_and_both_of_its_domains() {
        let changes = json!({
            "legal_name": {"S": "Müller & Sons GmbH"}, "public_name": {"S": "Müller’s"},
            "website": {"S": "https://www.example.de/"}, "contact_email": {"S": "ada@mail.example.com"},
        });
        assert_eq!(values(changes), ["muller and sons", "mullers", "example.com", "example.de"]);
    }

    /// Written as two, they would be one item twice in a transaction, which DynamoDB refuses.
    #[test]
    fn names_that_differ_where_nobody_looks_count_once() {
        let many = "&".repeat(60);
        let changes = json!({"legal_name": {"S": format!("{many} A")}, "public_name": {"S": format!("{many} B")}});
        let names = values(changes).into_iter().filter(|value| value.starts_with("and"));
        assert_eq!(names.count(), 1);
    }

    #[test]
    fn what_is_the_same_counts_once_and_free_mail_not_at_all() {
        let changes = json!({
            "legal_name": {"S": "Acme Ltd"}, "public_name": {"S": "ACME"},
            "website": {"S": "https://acme.example/"}, "contact_email": {"S": "acme@gmail.com"},
        });
        assert_eq!(values(changes), ["acme", "acme.example"]);
    }
}
