//! The menu in the header, which has two levels.

use crate::site::Link;
use serde::{Deserialize, Serialize};

/// An entry of the menu in the header.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuItem {
    /// The link text.
    pub label: String,
    /// A path on this site or an absolute URL.
    pub path: String,
    /// The links of the second level.
    pub children: Vec<Link>,
}
