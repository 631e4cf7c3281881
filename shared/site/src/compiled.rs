//! The bytes that the functions carry.

use crate::archive;
use crate::content::Written;
use crate::model::{Entry, Form, Page, Site, Window};
use crate::prepared::Moments;
use crate::render::in_order;
use crate::search;
use serde::Serialize;
use std::collections::BTreeMap;

/// A site, ready to be embedded. `shared::site` decodes each part. Records are
/// [postcards](https://postcard.jamesmunns.com/).
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Identity, menus and asset names: a `Site`.
    pub site: Vec<u8>,
    /// The application form's words: a `Form`.
    pub form: Vec<u8>,
    /// An archive of `Vec<Item>` by the address of the folder that lists them, the latest first; under the empty key,
    /// every page; under `moments`, the `Moments` at which a page appears or goes; under `windows`, the number and
    /// `Window` of each page that has one.
    pub lists: Vec<u8>,
    /// An archive of `Document` by number, in ten digits.
    pub documents: Vec<u8>,
    /// An archive of `Vec<Posting>` by term.
    pub terms: Vec<u8>,
    /// An archive of `Asset` by public path.
    pub assets: Vec<u8>,
    // What `render` makes pages of.
    pub(crate) identity: Site,
    pub(crate) written: Vec<Page>,
    pub(crate) moved: BTreeMap<String, Entry<'static>>,
}

/// What keeps a site that is in order from being encoded.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;
type Records = BTreeMap<String, Vec<u8>>;

impl Compiled {
    pub(crate) fn encode(
        site: Site,
        form: &Form,
        pages: Vec<Written>,
        moved: BTreeMap<String, Entry<'static>>,
        assets: &Records,
    ) -> Result<Self, Failure> {
        let index = search::index(&pages);
        Ok(Self {
            site: postcard::to_allocvec(&site)?,
            form: postcard::to_allocvec(form)?,
            lists: archive::encode(&lists(&pages)?)?,
            documents: archive::encode(&records(numbered((0..).zip(&index.documents)))?)?,
            terms: archive::encode(&records(index.postings)?)?,
            assets: archive::encode(assets)?,
            identity: site,
            written: pages.into_iter().map(|written| written.page).collect(),
            moved,
        })
    }
}

pub(crate) fn records<T: Serialize>(values: impl IntoIterator<Item = (String, T)>) -> Result<Records, Failure> {
    values.into_iter().map(|(key, value)| Ok((key, postcard::to_allocvec(&value)?))).collect()
}

/// What is found by its number, in ten digits.
pub(crate) fn numbered<T>(values: impl Iterator<Item = (u32, T)>) -> impl Iterator<Item = (String, T)> {
    values.map(|(number, value)| (format!("{number:010}"), value))
}

fn lists(pages: &[Written]) -> Result<Records, Failure> {
    let items = in_order(pages.iter().map(|written| &written.page));
    let folders = pages.iter().filter(|written| written.page.list.is_some()).map(|written| &written.page.item.path);
    let listed = folders
        .map(|folder| (folder.clone(), items.iter().filter(|item| item.is_in(folder)).copied().collect::<Vec<_>>()));
    let mut lists = records(listed.chain([(String::new(), items.clone())]))?;
    let windows = items.iter().map(|item| item.window);
    let moments: Moments = windows.flat_map(|window| [window.publish_at, window.expire_at]).flatten().collect();
    lists.insert("moments".to_owned(), postcard::to_allocvec(&moments)?);
    let windows = pages.iter().map(|written| (written.page.item.number, written.page.item.window));
    let windows: Vec<_> = windows.filter(|(_, window)| *window != Window::default()).collect();
    lists.insert("windows".to_owned(), postcard::to_allocvec(&windows)?);
    Ok(lists)
}
