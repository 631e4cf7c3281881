//! Puts pages together when the site is compiled: those that are the same for every visitor are rendered and
//! compressed here, so that none of it is done while somebody waits. Only where the site is has to be put in then.

mod pieces;

use crate::archive;
use crate::compiled::{Compiled, Failure, numbered, records};
use crate::html::{Renderer, Template};
use crate::model::{Entry, Item, Page};
use crate::prepared::{Prepared, Rendering};
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
    /// An archive of `Rendering` by number, in ten digits.
    pub renderings: Vec<u8>,
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
        let pages = Pages::new(&self.written);
        let mut entries: BTreeMap<_, _> = self.moved.clone();
        let mut rendered = Vec::new();
        for page in &self.written {
            let entry = match page.list {
                Some(list) => Entry::List(list, Box::new(page.clone())),
                None => {
                    let first = u32::try_from(rendered.len())?;
                    let looks =
                        pages.render(page, &renderer).map_err(|error| format!("{}: {error}", page.item.path))?;
                    let from = looks.iter().map(|(from, _)| *from).collect();
                    rendered.extend(looks.into_iter().map(|(_, html)| html));
                    Entry::Page(Prepared { window: page.item.window, from, first })
                }
            };
            entries.insert(page.item.path.clone(), entry);
        }
        let mut pieces = Pieces::default();
        rendered.iter().for_each(|html| pieces.count(html));
        let renderings = rendered.iter().map(|html| rendering(html, &mut pieces)).collect::<Result<Vec<_>, _>>()?;
        Ok(Rendered {
            pages: archive::encode(&records(entries)?)?,
            renderings: archive::encode(&records(numbered((0..).zip(renderings)))?)?,
            pieces: archive::encode(&records(numbered(pieces.shared()))?)?,
        })
    }
}

fn rendering(html: &str, pieces: &mut Pieces) -> Result<Rendering<'static>, Failure> {
    let digest = Sha256::digest(html);
    let tag = digest.iter().take(size_of::<u64>()).fold(0, |tag, byte| tag << 8 | u64::from(*byte));
    Ok(Rendering { tag, parts: pieces.parts(html)? })
}

/// Every page.
struct Pages<'a> {
    by_path: BTreeMap<&'a str, &'a Page>,
    in_order: Vec<&'a Item>,
}

impl<'a> Pages<'a> {
    fn new(pages: &'a [Page]) -> Self {
        Self {
            by_path: pages.iter().map(|page| (page.item.path.as_str(), page)).collect(),
            in_order: in_order(pages.iter()),
        }
    }

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
        let mentioned =
            above.chain(page.latest.as_deref()).filter_map(|path| self.by_path.get(path)).map(|page| &page.item);
        let windows = mentioned.chain(self.within(page.latest.as_deref())).map(|item| item.window);
        let edges = windows.flat_map(|window| [window.publish_at, window.expire_at]).flatten();
        edges.chain([i64::MIN]).collect()
    }

    fn render_at(&self, page: &Page, now: i64, renderer: &Renderer) -> Result<String, Failure> {
        let folder = page.latest.as_deref().and_then(|folder| self.by_path.get(folder));
        let folder = folder.filter(|folder| folder.item.window.contains(now)).copied();
        let within = self.within(folder.map(|folder| folder.item.path.as_str()));
        let latest: Vec<_> = within.filter(|item| item.window.contains(now)).take(LATEST).collect();
        let mut page = page.clone();
        let seen = |path: &str| self.by_path.get(path).is_some_and(|page| page.item.window.contains(now));
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
    fn within(&self, folder: Option<&str>) -> impl Iterator<Item = &'a Item> {
        let items = folder.map(|folder| self.in_order.iter().copied().filter(move |item| item.is_in(folder)));
        items.into_iter().flatten()
    }
}

/// What can be said of each page, the latest first.
pub(crate) fn in_order<'a>(pages: impl Iterator<Item = &'a Page>) -> Vec<&'a Item> {
    let mut items: Vec<_> = pages.map(|page| &page.item).collect();
    items.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.title.cmp(&other.title)));
    items
}
