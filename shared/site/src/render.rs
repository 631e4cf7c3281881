//! Renders what is the same for every visitor, once for each change of its content: whole pages, which are compressed, the
//! shells of lists and of search results, and the entries of lists.

use crate::assets::gzip;
use crate::compiled::BoxError;
use crate::lists::{arrange, arrange_at, latest_first};
use crate::related::{is_of_the_time_of, keep_most_alike};
use minijinja::context;
use minijinja::value::Serde;
use model::terms::Language;
use model::{
    DescribedPicture, Item, Kind, ListKind, ListPage, Page, PageKind, Records, RenderedPage, Rendering, SEARCH, Shell,
    numbered,
};
use render::Renderer;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

/// How many of a folder's latest pages another page shows.
const LATEST: usize = 3;

/// How many other pages on its topics a page shows.
const RELATED: usize = 3;

/// Renders pages that may mention each other.
pub(crate) struct PageRenderer<'a> {
    by_path: BTreeMap<&'a str, &'a Page>,
    latest_first: Vec<&'a Item>,
    renderer: &'a Renderer,
    language: Language,
}

impl<'a> PageRenderer<'a> {
    pub(crate) fn new(
        pages: impl Iterator<Item = &'a Page> + Clone,
        renderer: &'a Renderer,
        language: Language,
    ) -> Self {
        Self {
            by_path: pages.clone().map(|page| (page.item.path.as_str(), page)).collect(),
            latest_first: latest_first(pages),
            renderer,
            language,
        }
    }

    /// Returns each version of the page's HTML, with the second from which it is current.
    pub(crate) fn render(&self, page: &Page) -> Result<Vec<(i64, String)>, BoxError> {
        let mut renderings: Vec<(i64, String)> = Vec::new();
        for start in self.changes(page) {
            let html = self.render_at(page, start).map_err(|error| format!("{}: {error}", page.item.path))?;
            if renderings.last().is_none_or(|(_, before)| *before != html) {
                renderings.push((start, html));
            }
        }
        Ok(renderings)
    }

    /// Returns the beginning of time, and the times when a page that this one mentions appears or expires.
    fn changes(&self, page: &Page) -> BTreeSet<i64> {
        let paths = page.trail.iter().map(|above| &above.path).chain(&page.latest).chain(&page.positions);
        let mentioned = paths.filter_map(|path| self.by_path.get(path.as_str())).map(|page| &page.item);
        let listed = page.latest.iter().flat_map(|folder| self.in_folder(folder));
        let listed = listed.chain(self.siblings(&page.item));
        let items = mentioned.chain(listed).chain(self.topics(&page.item)).chain(self.on_the_same_topic(&page.item));
        // An event's own page tells when it is over.
        let own = page.item.kind.listed().and_then(Kind::changes_at);
        items.flat_map(Item::changes).chain(own).chain([i64::MIN]).collect()
    }

    fn render_at(&self, page: &Page, now: i64) -> Result<String, BoxError> {
        let is_public = |item: &&Item| item.visibility.contains(now);
        let public = |path: &str| self.by_path.get(path).map(|page| &page.item).filter(is_public);
        let latest = page.latest.iter().filter_map(|folder| public(folder)).map(|folder| {
            let mut items: Vec<_> = self.in_folder(&folder.path).filter(is_public).collect();
            arrange_at(&mut items, now);
            items.truncate(LATEST);
            Latest { folder, name: in_sentence(&folder.title, self.language), items }
        });
        let mut related: Vec<_> = self.on_the_same_topic(&page.item).filter(is_public).collect();
        if !page.item.is_policy() {
            related.retain(|other| is_of_the_time_of(other, &page.item));
            keep_most_alike(&mut related, &page.item, &self.latest_first);
            related.truncate(RELATED);
        }
        let mut siblings: Vec<_> = self.siblings(&page.item).filter(is_public).collect();
        arrange(ListKind::Policy, &mut siblings);
        let mut page = page.clone();
        page.trail.retain(|above| public(&above.path).is_some());
        if matches!(page.item.kind, PageKind::Letter(_) | PageKind::News(_)) && page.list.is_none() {
            page.picture = page.picture.take().or_else(|| self.picture_of_topic(&page.item));
        }
        let positions_folder = page.positions.first().and_then(|path| public(folder(path)?));
        let values = context! {
            path => page.item.path.as_str(),
            page => Serde(&page),
            positions_name => positions_folder.map(|folder| in_sentence(&folder.title, self.language)),
            positions_folder => Serde(positions_folder),
            positions => Serde(page.positions.iter().filter_map(|path| public(path)).collect::<Vec<_>>()),
            latest => Serde(latest.collect::<Vec<_>>()),
            siblings => Serde(siblings),
            topics => Serde(self.topics(&page.item).filter(is_public).collect::<Vec<_>>()),
            related => Serde(related),
            slots => slots(&["title", "feed", "list"]),
            now,
        };
        Ok(self.renderer.render(page.item.kind.template(), values)?)
    }

    /// Returns the shell of search results.
    pub(crate) fn search(&self) -> Result<String, BoxError> {
        let values = context! { path => "/search", slots => slots(&["title", "results"]) };
        Ok(self.renderer.render("search.html", values)?)
    }

    /// Returns the HTML of each page's entry in lists, by number.
    pub(crate) fn entries(&self) -> Result<Records, BoxError> {
        let entry = |item: &Item| {
            let html = self.renderer.render("entry.html", context! { item => Serde(item) })?;
            Ok((numbered(item.number), html.into_bytes()))
        };
        self.latest_first.iter().copied().map(entry).collect()
    }

    /// Returns the pages of a folder, latest first.
    fn in_folder(&self, folder: &str) -> impl Iterator<Item = &'a Item> {
        self.latest_first.iter().copied().filter(move |item| item.is_in(folder))
    }

    /// Returns the policy pages in the folder of one, itself included.
    fn siblings(&self, page: &Item) -> impl Iterator<Item = &'a Item> {
        let folder = folder(&page.path).filter(|_| page.is_policy());
        let is_sibling = move |item: &&Item| item.is_policy() && folder.is_some_and(|folder| item.is_in(folder));
        self.latest_first.iter().copied().filter(is_sibling)
    }

    /// Returns the policy pages on the topics of a page.
    fn topics(&self, page: &Item) -> impl Iterator<Item = &'a Item> {
        let policies = self.latest_first.iter().copied().filter(|item| item.is_policy());
        policies.filter(|item| page.tags.iter().any(|tag| tag == item.slug()))
    }

    /// Returns the picture of the first of a page's topics that has one. Beside another heading it is only decoration.
    fn picture_of_topic(&self, page: &Item) -> Option<DescribedPicture> {
        let topic = |tag: &String| self.topics(page).find(|topic| topic.slug() == tag);
        let picture = |topic: &Item| self.by_path.get(topic.path.as_str())?.picture.clone();
        let picture = page.tags.iter().filter_map(topic).find_map(picture)?;
        Some(DescribedPicture { alt: String::new(), ..picture })
    }

    /// Returns what was done on the topic of a policy page; or for another page, the others of its kind on its topics.
    /// Latest first.
    fn on_the_same_topic(&self, page: &Item) -> impl Iterator<Item = &'a Item> {
        self.latest_first.iter().copied().filter(|other| {
            if page.is_policy() {
                other.tags.iter().any(|tag| tag == page.slug())
            } else {
                other.path != page.path
                    && other.shares_topic_with(page)
                    && mem::discriminant(&other.kind) == mem::discriminant(&page.kind)
            }
        })
    }
}

/// The latest pages of a folder.
#[derive(Debug, Serialize)]
struct Latest<'a> {
    folder: &'a Item,
    /// Its title as it is written within a sentence.
    name: String,
    items: Vec<&'a Item>,
}

/// Returns a title as it is written within a sentence: in English, `Policy priorities` becomes `policy priorities`, and
/// `EU letters` stays.
fn in_sentence(title: &str, language: Language) -> String {
    let mut characters = title.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if language == Language::English && second.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => title.to_owned(),
    }
}

/// Returns the path of the folder in which a page is.
fn folder(path: &str) -> Option<&str> {
    Some(path.rsplit_once('/')?.0)
}

/// Returns what stands in templates for what each request fills in.
fn slots(names: &[&'static str]) -> BTreeMap<&'static str, String> {
    names.iter().map(|name| (*name, Shell::slot(name))).collect()
}

/// The shells of lists and of search results.
#[derive(Debug, Default)]
pub(crate) struct Shells(Records);

impl Shells {
    /// Adds the shell of search results.
    pub(crate) fn add_search(&mut self, html: &str) -> Result<(), BoxError> {
        self.0.insert(SEARCH.to_owned(), postcard::to_allocvec(&Shell::of(html))?);
        Ok(())
    }

    /// Adds the shells of a page that lists pages of a kind.
    pub(crate) fn add_list(
        &mut self,
        kind: ListKind,
        page: &Page,
        renderings: Vec<(i64, String)>,
    ) -> Result<ListPage<'static>, BoxError> {
        let first = u32::try_from(self.0.len())?;
        let starts = renderings.iter().map(|(start, _)| *start).collect();
        for (number, (_, html)) in (first..).zip(renderings) {
            self.0.insert(numbered(number), postcard::to_allocvec(&Shell::of(&html))?);
        }
        Ok(ListPage { kind, item: page.item.clone(), starts, first })
    }

    pub(crate) fn into_records(self) -> Records {
        self.0
    }
}

/// The finished bodies of all pages.
#[derive(Debug, Default)]
pub(crate) struct Renderings(Vec<Vec<u8>>);

impl Renderings {
    /// Compresses and adds the renderings of a page.
    pub(crate) fn add(
        &mut self,
        page: &Page,
        renderings: Vec<(i64, String)>,
    ) -> Result<RenderedPage<'static>, BoxError> {
        let first = u32::try_from(self.0.len())?;
        let starts = renderings.iter().map(|(start, _)| *start).collect();
        for (_, html) in renderings {
            let hash: String = Sha256::digest(&html).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            let rendering = Rendering { hash: &hash, gzip: &gzip(html.as_bytes())? };
            self.0.push(postcard::to_allocvec(&rendering)?);
        }
        Ok(RenderedPage { visibility: page.item.visibility, starts, first })
    }

    pub(crate) fn into_records(self) -> Records {
        (0..).map(numbered).zip(self.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_within_a_sentence_begins_in_lower_case_unless_it_is_a_name() {
        let within = |title| in_sentence(title, Language::English);
        assert_eq!(
            ["Policy priorities", "EU letters", "A", ""].map(within),
            ["policy priorities", "EU letters", "A", ""]
        );
        assert_eq!(in_sentence("Stellungnahmen", Language::Other), "Stellungnahmen");
    }
}
