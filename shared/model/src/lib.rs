//! The compiled site as values: the site compiler encodes them, the functions decode them.

mod archive;
mod asset;
mod content;
mod decode_error;
pub mod form;
mod kinds;
mod locale;
mod menu;
mod names;
mod page;
mod picture;
mod schedule;
mod search_index;
mod site;
mod spelling;
pub mod terms;

pub use asset::Asset;
pub use content::{Archives, Content, Records, SEARCH, numbered};
pub use decode_error::DecodeError;
pub use form::{Choice, Condition, Field, FieldKind, Form, FormDigest, FormDocuments, Section};
pub use kinds::{
    CommentLetter, Download, Event, Kind, ListKind, MAX_POINTS, News, PageKind, Person, Policy, Publication,
    is_upcoming, upcoming_first,
};
pub use locale::{CATEGORIES, Locale, TimeZone, fill};
pub use menu::MenuItem;
pub use names::initials;
pub use page::{Card, Closing, Entry, Figure, Item, ListPage, Page, RenderedPage, Rendering, Shell, Step};
pub use picture::{DescribedPicture, Picture};
pub use schedule::{PublicationSchedule, Visibility};
pub use search_index::{Document, IndexedTerm, KnownWord, PASSAGES, Posting};
pub use site::{Brand, BrandColors, Category, Dues, Filter, Link, Members, PageColors, Renewal, Site};
