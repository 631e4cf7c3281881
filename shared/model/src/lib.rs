//! The compiled site as values: the site compiler encodes them, the functions decode them.

mod archive;
mod asset;
mod content;
mod decode_error;
pub mod form;
mod kinds;
mod locale;
mod page;
mod schedule;
mod search_index;
mod site;
mod spelling;
pub mod terms;

pub use asset::Asset;
pub use content::{Archives, Content, Records, numbered};
pub use decode_error::DecodeError;
pub use form::{Choice, Condition, Field, FieldKind, Form, FormDigest, FormDocuments, Section};
pub use kinds::{CommentLetter, Kind, ListKind, News, PageKind};
pub use locale::{CATEGORIES, Locale, TimeZone, fill};
pub use page::{Card, Entry, Figure, Item, Page, RenderedPage, Rendering};
pub use schedule::{PublicationSchedule, Visibility};
pub use search_index::{Document, Posting};
pub use site::{Category, Dues, Filter, Link, Members, Renewal, Site};
