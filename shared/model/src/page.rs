//! Content pages.

use crate::kinds::{Kind, ListKind, PageKind};
use crate::picture::DescribedPicture;
use crate::schedule::{PublicationSchedule, Visibility};
use crate::site::Link;
use serde::{Deserialize, Serialize};

/// A route to a content page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry<'a> {
    /// A page that is the same for every visitor, rendered when the site was compiled.
    #[serde(borrow)]
    Rendered(RenderedPage<'a>),
    /// A page that lists its folder, rendered for each request.
    #[serde(borrow)]
    List(Box<ListPage<'a>>),
    /// An alias, with the current path.
    Moved(String),
}

/// A page that was rendered when the site was compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedPage<'a> {
    /// When the page is public.
    pub visibility: Visibility,
    /// When each rendering takes effect, because a page that this one mentions appears or expires. The first is
    /// `i64::MIN`.
    #[serde(borrow)]
    pub starts: PublicationSchedule<'a>,
    /// The number of the first rendering; the others follow.
    pub first: u32,
}

impl RenderedPage<'_> {
    /// Returns the number of the rendering in effect at `now`, in Unix seconds.
    pub fn rendering_at(&self, now: i64) -> Option<u32> {
        number_at(&self.starts, self.first, now)
    }
}

/// A page that lists its folder. What is around the list was rendered when the site was compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage<'a> {
    /// The kind of the pages in the list.
    pub kind: ListKind,
    /// The page itself.
    pub item: Item,
    /// When each shell takes effect. The first is `i64::MIN`.
    #[serde(borrow)]
    pub starts: PublicationSchedule<'a>,
    /// The number of the first shell; the others follow.
    pub first: u32,
}

impl ListPage<'_> {
    /// Returns the number of the shell in effect at `now`, in Unix seconds.
    pub fn shell_at(&self, now: i64) -> Option<u32> {
        number_at(&self.starts, self.first, now)
    }
}

/// Returns the number, counted from `first`, of the last that has started at `now`.
fn number_at(starts: &PublicationSchedule<'_>, first: u32, now: i64) -> Option<u32> {
    first.checked_add(u32::try_from(starts.past(now).checked_sub(1)?).ok()?)
}

/// A page with slots, which are filled for each request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shell<'a> {
    /// The HTML before each slot, with the slot's name.
    #[serde(borrow)]
    pub parts: Vec<(&'a str, &'a str)>,
    /// The HTML after the last slot.
    pub end: &'a str,
}

impl<'a> Shell<'a> {
    /// Splits a page at its slots, which templates have as [`Shell::slot`].
    pub fn of(html: &'a str) -> Self {
        let (mut parts, mut end) = (Vec::new(), html);
        while let Some((before, rest)) = end.split_once(SLOT_START)
            && let Some((name, after)) = rest.split_once(SLOT_END)
        {
            parts.push((before, name));
            end = after;
        }
        Self { parts, end }
    }

    /// Returns what stands for a slot until a page is split.
    pub fn slot(name: &str) -> String {
        format!("{SLOT_START}{name}{SLOT_END}")
    }

    /// Returns the page with each slot filled with the HTML of its name; nothing for other names.
    pub fn fill(&self, slots: &[(&str, &str)]) -> String {
        let value = |name: &str| slots.iter().find(|(known, _)| *known == name).map_or("", |(_, html)| html);
        let parts = self.parts.iter().flat_map(|(before, name)| [*before, value(name)]);
        parts.chain([self.end]).collect()
    }
}

/// Characters for private use, which no page has.
const SLOT_START: char = '\u{f5a7}';
const SLOT_END: char = '\u{f5a8}';

/// A finished page body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendering<'a> {
    /// A hash of the HTML, for entity tags.
    pub hash: &'a str,
    /// The HTML, compressed with gzip (RFC 1952).
    #[serde(borrow)]
    pub gzip: &'a [u8],
}

/// A content page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The part that lists, feeds and the sitemap show as well.
    pub item: Item,
    /// The pages above this one, from the home page down; empty for the home page.
    pub trail: Vec<Link>,
    /// How the page lists its folder, if it does.
    pub list: Option<ListKind>,
    /// The picture beside the heading.
    pub picture: Option<DescribedPicture>,
    /// Buttons under the heading.
    pub actions: Vec<Link>,
    /// Key figures.
    pub figures: Vec<Figure>,
    /// Links to further pages.
    pub cards: Vec<Card>,
    /// The paths of the policy pages whose asks the page shows.
    pub positions: Vec<String>,
    /// The paths of the folders whose latest pages the page shows.
    pub latest: Vec<String>,
    /// Steps of a procedure, in order.
    pub steps: Vec<Step>,
    /// The call to action at the end.
    pub closing: Option<Closing>,
    /// The public path of the picture that other sites show with a link to the page; `None` for that of the site.
    pub image: Option<String>,
    /// The sections of the page. The template shows them if they are many.
    pub contents: Vec<Link>,
    /// The text, as HTML.
    pub html: String,
    /// The notes of the text, as HTML; they end the page.
    pub notes: String,
}

/// A page's entry in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The path, such as `/our-mission`.
    pub path: String,
    /// The heading, and the start of the document title.
    pub title: String,
    /// One sentence for search engines and for the line under the heading.
    pub summary: String,
    /// An RFC 3339 full date, a year and month, or a year: of publication for a listed page, of the last change for any
    /// other.
    pub date: String,
    /// The date for people: `June 10, 2025`, `June 2025` or `2025`.
    pub date_words: String,
    /// The URL of the source.
    pub source: Option<String>,
    /// The topics: tags of `site.toml`, or the last parts of the paths of policy pages.
    pub tags: Vec<String>,
    /// The kind of page.
    pub kind: PageKind,
    /// When the page is public.
    pub visibility: Visibility,
    /// The document number in the search index.
    pub number: u32,
}

impl Item {
    /// Returns the year of the date.
    pub fn year(&self) -> &str {
        self.date.split('-').next().unwrap_or(&self.date)
    }

    /// Returns whether this is a policy page.
    pub fn is_policy(&self) -> bool {
        matches!(self.kind, PageKind::Policy(_))
    }

    /// Returns the last part of the path: the tag of a policy page.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Returns whether the pages have a topic in common.
    pub fn shares_topic_with(&self, other: &Self) -> bool {
        self.tags.iter().any(|tag| other.tags.contains(tag))
    }

    /// Returns when lists start or stop to show the page, or show it differently, in Unix seconds.
    pub fn changes(&self) -> impl Iterator<Item = i64> {
        self.visibility.changes().chain(self.kind.listed().and_then(Kind::changes_at))
    }

    /// Returns whether the page is in the folder with this path.
    pub fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// A key figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The figure, such as `2002`.
    pub value: String,
    /// The label.
    pub label: String,
    /// Where the figure comes from.
    #[serde(default)]
    pub source: Option<Link>,
}

/// A step of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What to do.
    pub title: String,
    /// A sentence about it.
    pub text: String,
}

/// A call to action at the end of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The heading.
    pub title: String,
    /// A sentence that leads to the buttons.
    pub text: String,
    /// The buttons.
    pub actions: Vec<Link>,
}

/// A link with a sentence that introduces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The link text.
    pub title: String,
    /// The sentence.
    pub text: String,
    /// The link's target.
    pub path: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_rendering_that_has_started_is_in_effect() {
        let starts = [i64::MIN, 10, 20].into_iter().collect();
        let page = RenderedPage { visibility: Visibility::default(), starts, first: 5 };
        assert_eq!([i64::MIN, 9, 10, 19, 20, i64::MAX].map(|now| page.rendering_at(now)), [5, 5, 6, 6, 7, 7].map(Some));
        let never = RenderedPage { starts: PublicationSchedule::default(), ..page };
        assert_eq!(never.rendering_at(0), None);
    }

    #[test]
    fn the_slots_of_a_shell_are_filled() {
        let html = format!("<title>{}</title>{}", Shell::slot("title"), Shell::slot("list"));
        let shell = Shell::of(&html);
        assert_eq!(shell.fill(&[("list", "<p>"), ("title", "A")]), "<title>A</title><p>");
        assert_eq!(shell.fill(&[]), "<title></title>");
        assert_eq!(Shell::of("plain").fill(&[("list", "<p>")]), "plain");
    }
}
