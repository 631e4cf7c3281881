//! Puts pages together when the site is compiled: those that are the same for every visitor are rendered and
//! compressed here, so that none of it is done while somebody waits. Only where the site is has to be put in then.

mod pieces;

use crate::archive;
use crate::compiled::{Compiled, Failure, records};
use crate::html::{Renderer, Template};
use crate::model::{Entry, Item, Page, Prepared, Rendering};
use minijinja::context;
use minijinja::value::Serde;
use pieces::Pieces;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for scheme and host of the site until they are known.
const ORIGIN: &str = "https://the-origin-of-this-site.invalid";

/// How many of a folder's latest pages are shown beside another page.
const LATEST: usize = 3;

/// Pages, ready to be embedded beside the rest of a [`Compiled`] site.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// An archive of `Entry` by address.
    pub pages: Vec<u8>,
    /// An archive of `Piece` by number, in ten digits: what several pages have.
    pub pieces: Vec<u8>,
}

impl Compiled {
    /// Renders the pages. `templates` are those of the pages function: `page.html` is given `page`, its `path`, the
    /// `origin`, and the `latest` pages of a `folder`.
    ///
    /// # Errors
    /// When a template does not fit.
    pub fn render(&self, templates: &'static [Template]) -> Result<Rendered, Failure> {
        let renderer = Renderer::new(&self.identity, templates);
        let pages = Pages(self.written.iter().map(|page| (page.item.path.as_str(), page)).collect());
        let mut prepared = BTreeMap::new();
        for page in self.written.iter().filter(|page| page.list.is_none()) {
            prepared.insert(page.item.path.clone(), pages.render(page, &renderer)?);
        }
        let mut pieces = Pieces::default();
        for html in prepared.values().flatten().map(|(_, html)| html) {
            pieces.count(html);
        }
        let mut entries: BTreeMap<_, _> = self.moved.clone();
        for page in &self.written {
            let entry = match prepared.remove(&page.item.path) {
                Some(looks) => {
                    let looks = looks.into_iter().map(|(from, html)| rendering(from, &html, &mut pieces));
                    Entry::Page(Prepared { window: page.item.window, renderings: looks.collect::<Result<_, _>>()? })
                }
                None => Entry::List(Box::new(page.clone())),
            };
            entries.insert(page.item.path.clone(), entry);
        }
        let pieces = pieces.shared().map(|(number, piece)| (format!("{number:010}"), piece));
        Ok(Rendered { pieces: archive::encode(&records(pieces)?)?, pages: archive::encode(&records(entries)?)? })
    }
}

fn rendering(from: i64, html: &str, pieces: &mut Pieces) -> Result<Rendering<'static>, Failure> {
    let digest = Sha256::digest(html);
    let tag = digest.iter().take(size_of::<u64>()).fold(0, |tag, byte| tag << 8 | u64::from(*byte));
    Ok(Rendering { from, tag, parts: pieces.parts(html)? })
}

/// Every page, by its address.
struct Pages<'a>(BTreeMap<&'a str, &'a Page>);

impl Pages<'_> {
    /// How a page looks, and from which second on, the first first.
    fn render(&self, page: &Page, renderer: &Renderer) -> Result<Vec<(i64, String)>, Failure> {
        let mut looks: Vec<(i64, String)> = Vec::new();
        for from in self.moments(page) {
            let html = self.render_at(page, from, renderer)?;
            if looks.last().is_none_or(|(_, before)| *before != html) {
                looks.push((from, html));
            }
        }
        Ok(looks)
    }

    /// When something appears or goes that is mentioned on a page; before all that, the beginning of time.
    fn moments(&self, page: &Page) -> BTreeSet<i64> {
        let above = page.trail.iter().map(|above| above.path.as_str());
        let mentioned = above.chain(page.latest.as_deref()).filter_map(|path| self.0.get(path)).map(|page| &page.item);
        let windows = mentioned.chain(self.within(page.latest.as_deref())).map(|item| item.window);
        let edges = windows.flat_map(|window| [window.publish_at, window.expire_at]).flatten();
        edges.chain([i64::MIN]).collect()
    }

    fn render_at(&self, page: &Page, now: i64, renderer: &Renderer) -> Result<String, Failure> {
        let folder = page.latest.as_deref().and_then(|folder| self.0.get(folder));
        let folder = folder.filter(|folder| folder.item.window.contains(now)).copied();
        let mut latest = self.within(folder.map(|folder| folder.item.path.as_str()));
        latest.retain(|item| item.window.contains(now));
        latest.truncate(LATEST);
        let mut page = page.clone();
        let seen = |path: &str| self.0.get(path).is_some_and(|page| page.item.window.contains(now));
        page.trail.retain(|above| seen(&above.path));
        let values = context! {
            origin => ORIGIN,
            path => page.item.path.as_str(),
            page => Serde(&page),
            latest => Serde(latest),
            folder => Serde(folder),
        };
        Ok(renderer.render("page.html", values)?)
    }

    /// The pages of a folder, the latest first.
    fn within(&self, folder: Option<&str>) -> Vec<&Item> {
        let Some(folder) = folder else { return Vec::new() };
        in_order(self.0.values().copied()).into_iter().filter(|item| item.is_in(folder)).collect()
    }
}

/// What can be said of each page, the latest first.
pub(crate) fn in_order<'a>(pages: impl Iterator<Item = &'a Page>) -> Vec<&'a Item> {
    let mut items: Vec<_> = pages.map(|page| &page.item).collect();
    items.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.title.cmp(&other.title)));
    items
}
