//! News items.

use super::Kind;
use serde::{Deserialize, Serialize};

/// A news item has nothing beyond what every page has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News;

impl Kind for News {
    fn filters() -> &'static [&'static str] {
        &["year"]
    }

    fn implied() -> Option<Self> {
        Some(Self)
    }

    fn label(&self) -> &'static str {
        "News"
    }
}
