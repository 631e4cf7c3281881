//! Page kinds. A kind is a module here, a line in `page_kinds!` and a template of the pages function.

mod events;
mod letters;
mod news;
mod people;
mod policy;
mod publications;

pub use events::{Event, is_upcoming, upcoming_first};
pub use letters::{CommentLetter, MAX_POINTS};
pub use news::News;
pub use people::Person;
pub use policy::Policy;
pub use publications::{Download, Publication};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The properties of the pages of a kind.
pub trait Kind {
    /// Returns the query parameters that filter a list. `year`, `topic` and `q`, for words, apply to any kind; all others are
    /// facets.
    fn filters() -> &'static [&'static str]
    where
        Self: Sized;

    /// Returns the name of the front matter table with the properties, if there is one.
    fn table() -> Option<&'static str>
    where
        Self: Sized,
    {
        None
    }

    /// Returns the value for a page without such a table in a folder of this kind, if that is allowed.
    fn implied() -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// Returns the kind's name in templates, which have its label.
    fn name(&self) -> &'static str;

    /// Returns the place in lists, before all pages without one; these come latest first.
    fn order(&self) -> Option<u16> {
        None
    }

    /// Returns the heading under which lists show the page: none if empty, that of its year if `None`.
    fn group(&self) -> Option<&str> {
        None
    }

    /// Returns the values by which a list can be filtered, with their query parameters.
    fn facets(&self) -> Vec<(&'static str, &str)> {
        Vec::new()
    }

    /// Returns what search results show in place of the date.
    fn caption(&self) -> Option<&str> {
        None
    }

    /// Returns when lists start to show the page differently, in Unix seconds.
    fn changes_at(&self) -> Option<i64> {
        None
    }

    /// Returns texts that search indexes in addition to title, summary and body, with their weights.
    fn indexed(&self) -> Vec<(&str, u32)> {
        Vec::new()
    }
}

macro_rules! page_kinds {
    ($($(#[$doc:meta])* $kind:ident($value:ty), list $list:ident, template $template:literal;)*) => {
        /// The kind of a page.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum PageKind {
            /// A page that no folder lists.
            Plain,
            $($(#[$doc])* $kind($value),)*
        }

        /// The kind of pages that a list page lists.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ListKind {
            $($(#[$doc])* $list,)*
        }

        impl PageKind {
            /// Returns the names of the tables in front matter that determine the kind.
            pub fn tables() -> impl Iterator<Item = &'static str> {
                [$(<$value>::table()),*].into_iter().flatten()
            }

            /// Deserializes a kind from its table in front matter.
            ///
            /// # Errors
            /// When the table doesn't match the kind, or no kind has such a table.
            pub fn from_table<'de, D: Deserializer<'de>>(name: &str, table: D) -> Result<Self, D::Error> {
                $(if <$value>::table() == Some(name) {
                    return <$value>::deserialize(table).map(Self::$kind);
                })*
                Err(D::Error::custom(format_args!("no kind of page has a table {name}")))
            }

            /// Returns the kind's properties, unless it is plain.
            pub fn listed(&self) -> Option<&dyn Kind> {
                match self {
                    Self::Plain => None,
                    $(Self::$kind(value) => Some(value),)*
                }
            }

            /// Returns the kind's name among the types of search results: `plain` for pages.
            pub fn search_type(&self) -> &'static str {
                self.listed().map_or("plain", Kind::name)
            }

            /// Returns the kind's template.
            pub const fn template(&self) -> &'static str {
                match self {
                    Self::Plain => "page.html",
                    $(Self::$kind(_) => $template,)*
                }
            }
        }

        impl ListKind {
            /// Returns the template of the list, without the page around it.
            pub const fn template(self) -> &'static str {
                match self {
                    $(Self::$list => concat!("list_", $template),)*
                }
            }

            /// Returns the query parameters that filter the list.
            pub fn filters(self) -> &'static [&'static str] {
                match self {
                    $(Self::$list => <$value>::filters(),)*
                }
            }

            /// Returns the name of the table without which a page can't be listed, if there is one.
            pub fn required_table(self) -> Option<&'static str> {
                match self {
                    $(Self::$list => <$value>::table().filter(|_| <$value>::implied().is_none()),)*
                }
            }

            /// Returns the kind of a page in the folder whose front matter has no such table.
            pub fn implied(self) -> Option<PageKind> {
                match self {
                    $(Self::$list => <$value>::implied().map(PageKind::$kind),)*
                }
            }
        }
    };
}

page_kinds! {
    /// A news item.
    News(News), list News, template "news.html";
    /// A letter to a regulator.
    Letter(CommentLetter), list Letters, template "letters.html";
    /// A policy priority.
    Policy(Policy), list Policy, template "policy.html";
    /// An event.
    Event(Event), list Events, template "events.html";
    /// A person.
    Person(Person), list People, template "people.html";
    /// A publication.
    Publication(Publication), list Publications, template "publications.html";
}

impl ListKind {
    /// Returns whether the list has a feed: what it lists is news.
    pub const fn has_feed(self) -> bool {
        !matches!(self, Self::People)
    }
}
