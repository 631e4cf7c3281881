//! The site's identity and menus.

use crate::decode_error::DecodeError;
use crate::locale::Locale;
use crate::menu::MenuItem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The association's identity and the parts that every page has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The association's full name.
    pub name: String,
    /// The name that people use, for sentences.
    pub short_name: String,
    /// One sentence on who it is and whom it represents.
    pub description: String,
    /// The origin of the public site, such as `https://www.example.org`, for canonical links, sharing and structured data.
    pub base_url: Option<String>,
    /// The BCP 47 tag of the site's language.
    pub language: String,
    /// The city.
    pub location: String,
    /// The email address for visitors.
    pub contact_email: String,
    /// The email address for journalists, if it is another one.
    pub press_email: Option<String>,
    /// The telephone number, with its country: `+1 202 555 0123`.
    pub telephone: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    /// The URLs of the association's profiles on other sites.
    pub profiles: Vec<String>,
    /// How long a decision on an application usually takes, as the end of a sentence.
    pub decision_time: String,
    /// The days within which staff want to decide; their pages mark applications that have waited longer.
    pub decision_days: Option<u16>,
    /// The version of the privacy notice that an applicant agrees to, such as `2026-11-01`.
    pub privacy_notice: String,
    /// How the association keeps its members.
    pub members: Members,
    /// Links in the header.
    pub navigation: Vec<MenuItem>,
    /// The call to action in the header.
    pub call: Link,
    /// The labels of topics that have no policy page, by tag.
    pub tags: BTreeMap<String, String>,
    /// The address of the page that leads to the application.
    pub application_page: String,
    /// The colors of the association in messages; none if the style sheet has them in another form than `#rrggbb`.
    pub brand: Option<Brand>,
    /// How the site writes dates and counts.
    pub locale: Locale,
    /// The public paths of the files in `assets/` that the program names, by name. A path contains a hash of the content.
    pub assets: BTreeMap<String, String>,
}

/// The colors of the association, for mail programs that know no variables of a style sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// On a light screen.
    pub light: BrandColors,
    /// On a dark one.
    pub dark: BrandColors,
    /// The page on a light screen; none if its colors have another form.
    pub light_page: Option<PageColors>,
    /// The page on a dark one; none if the style sheet has no colors for dark screens.
    pub dark_page: Option<PageColors>,
}

/// The colors of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageColors {
    /// `--ground` in the style sheet.
    pub ground: String,
    /// Of the text: `--ink`.
    pub text: String,
    /// Of a box: `--raised`.
    pub raised: String,
    /// Of text that matters less: `--soft`.
    pub soft: String,
    /// Of rules: `--line`.
    pub line: String,
}

/// Two colors, such as `#0b4f5c`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandColors {
    /// Of buttons and links: `--brand` in the style sheet.
    pub ground: String,
    /// Of the text on it: `--on-brand`.
    pub text: String,
}

/// How the association keeps its members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Members {
    /// The filters of the directory, besides the one by country.
    pub filters: Vec<Filter>,
    /// The heading of the members on the home page; none for no such part.
    pub home_title: Option<String>,
    /// Whether what a member changes in its public entry is public at once, without staff's approval.
    pub publish_at_once: bool,
    /// The yearly renewal; none if memberships go on by themselves.
    pub renewal: Option<Renewal>,
    /// The yearly dues; none if the site doesn't keep track of them.
    pub dues: Option<Dues>,
}

/// The yearly renewal of memberships.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// The days before the date of renewal on which its representative is reminded; 0 for the day itself.
    pub remind_days: Vec<u16>,
    /// The days after that date until a membership that was not renewed lapses.
    pub grace_days: u16,
}

/// The yearly dues of members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dues {
    /// The currency of all amounts, as people write it.
    pub currency: String,
    /// The categories of members.
    pub categories: Vec<Category>,
    /// The days after an invoice on which the member is reminded, if it is still open; none for no reminders.
    #[serde(default)]
    pub remind_after_days: Option<u16>,
}

/// A category of members, which pay the same dues.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The name in the table.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// The amount of a year, in units of the currency.
    pub amount: u32,
}

/// A filter of the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The question of the form by whose answers visitors find members. It has choices.
    pub question: String,
    /// What the filter is called.
    pub label: String,
}

impl Members {
    /// Returns the most days before the date of renewal on which a membership can be renewed: from the first reminder on.
    pub fn renewal_opens(&self) -> Option<u16> {
        let renewal = self.renewal.as_ref()?;
        Some(renewal.remind_days.iter().copied().max().unwrap_or(0))
    }

    /// Returns a category of dues by its name.
    pub fn category(&self, name: &str) -> Option<&Category> {
        self.dues.as_ref()?.category(name)
    }

    /// Returns the questions by whose answers visitors find members.
    pub fn questions(&self) -> Vec<String> {
        self.filters.iter().map(|filter| filter.question.clone()).collect()
    }
}

impl Dues {
    /// Returns a category by its name.
    pub fn category(&self, name: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.name == name)
    }
}

/// A link in a menu or a button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The link text.
    pub label: String,
    /// A path on this site or an absolute URL.
    pub path: String,
}

impl Site {
    /// Decodes bytes written by the site compiler.
    ///
    /// # Errors
    /// When the bytes are malformed.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        postcard::from_bytes(bytes).map_err(DecodeError)
    }
}
