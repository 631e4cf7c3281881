//! The bytes that the functions carry.

use crate::archive;
use crate::content::Written;
use crate::model::{Entry, Form, Item, Site, Window};
use crate::search;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A site, ready to be embedded. `shared::site` decodes each part. Records are
/// [postcards](https://postcard.jamesmunns.com/).
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Identity, menus and asset names: a `Site`.
    pub site: Vec<u8>,
    /// The application form's words: a `Form`.
    pub form: Vec<u8>,
    /// An archive of `Entry` by address.
    pub pages: Vec<u8>,
    /// An archive of `Vec<Item>` by the address of the folder that lists them, the latest first; under the empty key,
    /// every page; under `moments`, the Unix seconds at which a page appears or goes; under `windows`, the number and
    /// `Window` of each page that has one.
    pub lists: Vec<u8>,
    /// An archive of `Document` by number, in ten digits.
    pub documents: Vec<u8>,
    /// An archive of `Vec<Posting>` by term.
    pub terms: Vec<u8>,
    /// An archive of `Asset` by public path.
    pub assets: Vec<u8>,
}

type Failure = Box<dyn std::error::Error>;
type Records = BTreeMap<String, Vec<u8>>;

impl Compiled {
    pub(crate) fn encode(
        site: &Site,
        form: &Form,
        pages: &[Written],
        moved: BTreeMap<String, Entry>,
        assets: &Records,
    ) -> Result<Self, Failure> {
        let entries =
            pages.iter().map(|written| (written.page.item.path.clone(), Entry::Page(Box::new(written.page.clone()))));
        let index = search::index(pages);
        let documents = (0_u32..).zip(&index.documents).map(|(number, document)| (format!("{number:010}"), document));
        Ok(Self {
            site: postcard::to_allocvec(site)?,
            form: postcard::to_allocvec(form)?,
            pages: archive::encode(&records(entries.chain(moved))?)?,
            lists: archive::encode(&lists(pages)?)?,
            documents: archive::encode(&records(documents)?)?,
            terms: archive::encode(&records(index.postings)?)?,
            assets: archive::encode(assets)?,
        })
    }
}

fn records<T: Serialize>(values: impl IntoIterator<Item = (String, T)>) -> Result<Records, Failure> {
    values.into_iter().map(|(key, value)| Ok((key, postcard::to_allocvec(&value)?))).collect()
}

fn lists(pages: &[Written]) -> Result<Records, Failure> {
    let mut items: Vec<&Item> = pages.iter().map(|written| &written.page.item).collect();
    items.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.title.cmp(&other.title)));
    let folders = pages.iter().filter(|written| written.page.list.is_some()).map(|written| &written.page.item.path);
    let listed = folders.map(|folder| {
        let within = |item: &&&Item| item.path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
        (folder.clone(), items.iter().filter(within).copied().collect::<Vec<_>>())
    });
    let mut lists = records(listed.chain([(String::new(), items.clone())]))?;
    let windows = items.iter().map(|item| item.window);
    let moments: BTreeSet<i64> = windows.flat_map(|window| [window.publish_at, window.expire_at]).flatten().collect();
    lists.insert("moments".to_owned(), postcard::to_allocvec(&moments)?);
    let numbered = pages.iter().map(|written| (written.page.item.number, written.page.item.window));
    let windows: Vec<_> = numbered.filter(|(_, window)| *window != Window::default()).collect();
    lists.insert("windows".to_owned(), postcard::to_allocvec(&windows)?);
    Ok(lists)
}
