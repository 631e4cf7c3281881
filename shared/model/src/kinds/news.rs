//! News items.

use super::Kind;
use serde::{Deserialize, Serialize};

/// The properties of a news item: none beyond those of every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News;

impl Kind for News {
    fn filters() -> &'static [&'static str] {
        &["topic", "year"]
    }

    fn implied() -> Option<Self> {
        Some(Self)
    }

    fn name(&self) -> &'static str {
        "news"
    }
}
