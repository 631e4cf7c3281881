//! What a site is made of, once its words have been read and checked.
//!
//! This file is compiled twice: in `shared`, which decodes these values when a function starts, and in the `site`
//! crate, which encodes them when one is built. So the two cannot disagree.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who the site belongs to, and what stands on every page of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// A content page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its address on the site, such as `/our-mission`.
    pub path: String,
    /// The heading, and the first words of the browser's title.
    pub title: String,
    /// One sentence for search engines and for the line under the heading.
    pub summary: String,
    /// When the words were last changed: an RFC 3339 full date.
    pub date: String,
    /// Buttons under the heading.
    pub actions: Vec<Link>,
    /// Figures worth a glance.
    pub figures: Vec<Figure>,
    /// Ways on from here.
    pub cards: Vec<Card>,
    /// The text, as HTML.
    pub html: String,
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
    /// What it holds.
    #[serde(borrow)]
    pub bytes: &'a [u8],
}
