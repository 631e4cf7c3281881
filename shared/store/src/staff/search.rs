//! Search of applications by reference, words of the organization's names, domain, and the main contact's address.
//!
//! An application has an item for each of its terms, in a partition that all terms with the same first two characters
//! share. Each item lists all terms, so that a query of several words reads only items that match one of them.

use crate::items::{Item, application, string, text};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use shared::applicant::EmailAddress;
use shared::application::{Application, ApplicationId, CoreAnswers, Submitted};
use shared::search::{Language, words};
use shared::timestamp::Timestamp;
use std::collections::BTreeSet;

/// The maximum number of an application's terms. Each is an item in one transaction of at most 100.
const MOST_TERMS: usize = 40;
/// The maximum number of a query's words.
const MOST_WORDS: usize = 4;
/// The maximum number of items read for a word of a query.
const READ: i32 = 100;
/// The maximum length of a term in characters. An address is at most 254 characters.
const LONGEST: usize = 254;
/// The maximum number of positions from which a word in a script without spaces is found.
const POSITIONS: usize = 10;
/// How often the table may leave out some of the applications that a request asks for.
const ATTEMPTS: u8 = 5;

impl Store {
    /// Stores the terms by which search finds an application. Returns `false`, and writes nothing, if the application is
    /// gone or anonymized.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes conflict.
    pub async fn add_search_terms(&self, application: &Submitted) -> Result<bool, Error> {
        let id = &application.id;
        let terms: Vec<_> = terms(&application.core).into_iter().take(MOST_TERMS).collect();
        if terms.is_empty() {
            return Ok(true);
        }
        let all = AttributeValue::Ss(terms.clone());
        let mut writes = vec![self.check_submitted(id)?];
        writes.push(self.new_put(keys::own_search_terms(id), "search_terms").item("terms", all.clone()).into_write()?);
        for term in &terms {
            let put = self.new_put(keys::search_entry(term, id), "search").item("terms", all.clone());
            writes.push(put.item("reference", text(application.reference.as_str())).into_write()?);
        }
        match self.transact(writes).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Removes the terms of an application, the list of them last.
    pub(crate) async fn remove_search_terms(&self, id: &ApplicationId, own: &Item) -> Result<(), Error> {
        for term in own.get("terms").and_then(|terms| terms.as_ss().ok()).into_iter().flatten() {
            self.delete(keys::search_entry(term, id)).await?;
        }
        self.delete(keys::own_search_terms(id)).await
    }

    /// Returns at most `limit` applications that match a query, newest first: the one with this reference, or those with
    /// terms that begin with each of its words. Reads at most 100 items for each of four words, so a query of frequent
    /// words alone may miss applications.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn search(&self, query: &str, now: Timestamp, limit: u16) -> Result<Vec<Submitted>, Error> {
        if let Ok(reference) = query.trim().to_uppercase().parse()
            && let Some(found) = self.application_by_reference(&reference, now).await?
        {
            return Ok(vec![found]);
        }
        let words = query_words(query);
        let mut found = BTreeSet::new();
        for word in &words {
            for item in self.items_with_term(word).await? {
                let id = string(&item, keys::SORT).and_then(keys::found_id).ok_or(Error::malformed("search term"))?;
                if matches(&item, &words) {
                    found.insert(id.as_str().to_owned());
                }
            }
        }
        let ids: Vec<ApplicationId> = found.iter().filter_map(|id| id.parse().ok()).collect();
        let mut applications = self.applications(&ids).await?;
        applications.retain(|application| !application.has_expired(now));
        let mut found: Vec<_> = applications.into_iter().filter_map(Application::into_submitted).collect();
        found.sort_by_key(|application| std::cmp::Reverse(application.submitted_at));
        found.truncate(limit.into());
        Ok(found)
    }

    async fn items_with_term(&self, beginning: &str) -> Result<Vec<Item>, Error> {
        let query = self.query_beginning(&keys::search_partition(beginning), beginning).limit(READ);
        let response = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        Ok(response.items.unwrap_or_default())
    }

    /// Reads applications by their ids, at most 100 in a request.
    async fn applications(&self, ids: &[ApplicationId]) -> Result<Vec<Application>, Error> {
        let mut found = Vec::new();
        for ids in ids.chunks(100) {
            let mut wanted: Vec<_> = ids.iter().map(keys::application).collect();
            for _ in 0..ATTEMPTS {
                if wanted.is_empty() {
                    break;
                }
                let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).build();
                let keys = keys.map_err(|error| Error::unwritable("search", error))?;
                let response = self.client.batch_get_item().request_items(&self.table, keys).send().await;
                let mut response = response.map_err(|error| Error::from_sdk("BatchGetItem", error))?;
                let items = response.responses.as_mut().and_then(|tables| tables.remove(&self.table));
                for item in items.unwrap_or_default() {
                    found.push(application(&item)?);
                }
                let rest = response.unprocessed_keys.as_mut().and_then(|tables| tables.remove(&self.table));
                wanted = rest.map(|rest| rest.keys).unwrap_or_default();
            }
            if !wanted.is_empty() {
                return Err(Error::unavailable("BatchGetItem", "unprocessed keys"));
            }
        }
        Ok(found)
    }
}

/// Returns the terms of an application: the words of its names, its domains, and the address.
fn terms(answers: &CoreAnswers) -> BTreeSet<String> {
    let CoreAnswers { organization, contact, .. } = answers;
    let names = [Some(organization.legal_name.as_str()), organization.public_name.as_deref()];
    let mut terms: BTreeSet<String> = names.into_iter().flatten().flat_map(name_terms).flat_map(positions).collect();
    terms.extend(organization.website.as_ref().and_then(|website| host(website.as_str())));
    terms.insert(plain(contact.email.as_str()));
    terms.insert(plain(contact.email.domain()));
    terms.retain(|term| !term.is_empty());
    terms
}

fn name_terms(name: &str) -> Vec<String> {
    words(name).flat_map(|word| word.terms(Language::Other).collect::<Vec<_>>()).collect()
}

/// Returns a term and, if its script has no spaces between words, its ends from each character, so that `あおば` finds
/// `株式会社あおば`.
fn positions(term: String) -> Vec<String> {
    let is_spaced = |c: char| c.is_ascii() || c.is_lowercase();
    if term.chars().any(is_spaced) {
        return vec![term];
    }
    term.char_indices().take(POSITIONS).filter_map(|(at, _)| term.get(at..).map(str::to_owned)).collect()
}

/// Returns the host of a web address without `www`.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let host = plain(host);
    Some(host.strip_prefix("www.").map_or_else(|| host.clone(), str::to_owned)).filter(|host| !host.is_empty())
}

fn plain(text: &str) -> String {
    text.to_lowercase().chars().take(LONGEST).collect()
}

/// Returns the words of a query, as terms begin. An address or a domain is one word.
fn query_words(query: &str) -> Vec<String> {
    let words = query.split_whitespace().flat_map(|part| {
        if EmailAddress::parse(part).is_ok() || part.contains('@') {
            vec![plain(part)]
        } else if part.contains('.') && !part.ends_with('.') {
            host(part).into_iter().collect()
        } else {
            name_terms(part)
        }
    });
    let mut words: Vec<_> = words.filter(|word: &String| word.chars().count() > 1).collect();
    // Longer words are rarer.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words.truncate(MOST_WORDS);
    words
}

/// Returns whether each word begins one of the terms in an item.
fn matches(item: &Item, words: &[String]) -> bool {
    let terms = item.get("terms").and_then(|terms| terms.as_ss().ok());
    terms.is_some_and(|terms| words.iter().all(|word| terms.iter().any(|term| term.starts_with(word))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_split_as_names_are() {
        assert_eq!(query_words("Société d’Études"), ["societe", "etudes"]);
        assert_eq!(query_words("Ada@Example.com"), ["ada@example.com"]);
        assert_eq!(query_words("ada@"), ["ada@"]);
        assert_eq!(query_words("https://www.Example.com/about"), ["example.com"]);
        assert_eq!(query_words(" a "), [""; 0]);
        assert_eq!(query_words("acme acme"), ["acme"]);
        assert_eq!(query_words("one three seven nine eleven").len(), MOST_WORDS);
    }

    #[test]
    fn the_host_of_an_address_is_a_term() {
        for (address, expected) in [
            ("https://www.example.com/a?b", Some("example.com")),
            ("http://EXAMPLE.com:8080", Some("example.com")),
            ("https://", None),
        ] {
            assert_eq!(host(address).as_deref(), expected, "{address}");
        }
    }
}
