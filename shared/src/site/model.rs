//! What a site is made of, once its words have been read and checked.
//!
//! This file is compiled twice: in `shared`, which decodes these values when a function starts, and in the `site`
//! crate, which encodes them when one is built. So the two cannot disagree.

use super::prepared::Prepared;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who the site belongs to, and what stands on every page of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The association's full name.
    pub name: String,
    /// What people call it, for use inside sentences.
    pub short_name: String,
    /// One sentence: who it is and whom it speaks for.
    pub description: String,
    /// BCP 47 tag of the language that the site is written in.
    pub language: String,
    /// Where it is based.
    pub location: String,
    /// The address that visitors may write to.
    pub contact_email: String,
    /// How long a decision on an application usually takes, in words that end a sentence.
    pub decision_time: String,
    /// The version of the privacy notice that an applicant agrees to, such as `2026-11-01`.
    pub privacy_notice: String,
    /// Links at the head of every page.
    pub navigation: Vec<Link>,
    /// The link that stands out among them.
    pub call: Link,
    /// Links at the foot of every page.
    pub footer: Vec<Link>,
    /// Public path of each file in `assets/`, by its name there. The path bears a hash of what the file holds.
    pub assets: BTreeMap<String, String>,
}

/// A link in a menu or a button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// A path on this site, or an address elsewhere.
    pub path: String,
}

/// The words of the application form: everything that an applicant reads beside a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Title and introduction of each question page, by its name in the address.
    pub sections: BTreeMap<String, SectionWords>,
    /// Label, hint and the words for a mistake, by the field's name.
    pub fields: BTreeMap<String, FieldWords>,
    /// What can be chosen, by the field's name and in the order shown.
    pub choices: BTreeMap<String, Vec<Choice>>,
}

/// The words at the head of a question page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionWords {
    /// The page's heading.
    pub title: String,
    /// A sentence or two below it; may be empty.
    #[serde(default)]
    pub introduction: String,
}

/// The words of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// A heading above the question, where a new subject begins; may be empty.
    #[serde(default)]
    pub heading: String,
    /// The question, or the name of what is asked for.
    pub label: String,
    /// What helps to answer it; may be empty.
    #[serde(default)]
    pub hint: String,
    /// Something to read before answering.
    #[serde(default)]
    pub read: Option<Link>,
    /// What is said when a required answer is missing; empty for an optional one.
    #[serde(default)]
    pub missing: String,
    /// What is said when the answer cannot be right; empty where nothing else can go wrong.
    #[serde(default)]
    pub invalid: String,
}

/// One of several answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// What is at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry<'a> {
    /// A page that is the same for every visitor.
    #[serde(borrow)]
    Page(Prepared<'a>),
    /// A page that lists others, as the visitor asks.
    List(List, Box<Page>),
    /// Nothing any more: the page is at this address now.
    Moved(String),
}

/// A content page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What lists, feeds and the site map say of it as well.
    pub item: Item,
    /// The pages above it, from the home page down; empty for the home page.
    pub trail: Vec<Link>,
    /// Whether the pages of its folder are listed on it, and how.
    pub list: Option<List>,
    /// Buttons under the heading.
    pub actions: Vec<Link>,
    /// Figures worth a glance.
    pub figures: Vec<Figure>,
    /// Ways on from here.
    pub cards: Vec<Card>,
    /// The folder whose latest pages are shown beside it.
    pub latest: Option<String>,
    /// Its sections, if it has many.
    pub contents: Vec<Link>,
    /// The text, as HTML.
    pub html: String,
}

/// What can be said of a page in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its address on the site, such as `/our-mission`.
    pub path: String,
    /// The heading, and the first words of the browser's title.
    pub title: String,
    /// One sentence for search engines and for the line under the heading.
    pub summary: String,
    /// An RFC 3339 full date, or the year and month, or the year. Of a news item or a letter, its own; of any other
    /// page, that of the last change to its words.
    pub date: String,
    /// The date for people: `10 June 2025`, `June 2025` or `2025`.
    pub date_words: String,
    /// Where what it says can be checked.
    pub source: Option<String>,
    /// What kind of page it is.
    pub kind: Kind,
    /// When it can be seen.
    pub window: Window,
    /// Its number in the search index.
    pub number: u32,
}

/// What kind of page it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A page that stands for itself.
    Plain,
    /// A news item.
    News,
    /// A letter to a regulator.
    Letter(Letter),
}

/// How a folder's pages are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// By year.
    News,
    /// With filters.
    Letters,
}

/// What is known of a letter beyond its title and date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// To whom it was written.
    pub agency: String,
    /// The part of the world that it is about.
    pub region: String,
    /// What it is, such as `comment letter`.
    pub kind: String,
    /// Who signed it as well.
    #[serde(default)]
    pub joint_with: Vec<String>,
}

/// When a page can be seen, in Unix seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From this second on.
    pub publish_at: Option<i64>,
    /// Until the second before this one.
    pub expire_at: Option<i64>,
}

impl Window {
    /// Whether the page can be seen at `now`.
    pub fn contains(self, now: i64) -> bool {
        self.publish_at.is_none_or(|at| at <= now) && self.expire_at.is_none_or(|at| now < at)
    }

    /// Whether it is open whenever `other` is.
    #[allow(dead_code, reason = "asked by the copy of this file in the site crate")]
    pub fn covers(self, other: Self) -> bool {
        let starts = self.publish_at.is_none_or(|own| other.publish_at.is_some_and(|at| own <= at));
        let ends = self.expire_at.is_none_or(|own| other.expire_at.is_some_and(|at| at <= own));
        starts && ends
    }
}

impl Item {
    /// The year of its date.
    pub fn year(&self) -> &str {
        self.date.split('-').next().unwrap_or(&self.date)
    }

    /// Whether it is in a folder, which is named by the address of its page.
    #[allow(dead_code, reason = "asked by the copy of this file in the site crate")]
    pub fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// A page as search knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What is shown of it.
    pub item: Item,
    /// Its words, without markup.
    pub text: String,
}

/// How much a document has to do with a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The document's number.
    pub document: u32,
    /// Its score, in thousandths.
    pub score: u32,
}

/// A figure that is worth a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The figure itself, such as `2002`.
    pub value: String,
    /// What it counts.
    pub label: String,
}

/// A way on, with a sentence that says why one might take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What the link says.
    pub title: String,
    /// The sentence.
    pub text: String,
    /// Where it leads.
    pub path: String,
}

/// A file that pages refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset<'a> {
    /// Its media type, as in the `Content-Type` header.
    pub media_type: &'a str,
    /// Names what it holds: an entity tag without its quotes.
    pub tag: &'a str,
    /// What it holds.
    #[serde(borrow)]
    pub bytes: &'a [u8],
    /// The same, compressed with gzip (RFC 1952); not for pictures that are compressed already.
    #[serde(borrow)]
    pub gzip: Option<&'a [u8]>,
    /// The same, compressed with Brotli (RFC 7932); not for pictures that are compressed already.
    #[serde(borrow)]
    pub brotli: Option<&'a [u8]>,
}
