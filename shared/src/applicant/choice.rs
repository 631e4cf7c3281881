//! Answers chosen from a list.

use super::Invalid;
use serde::{Deserialize, Serialize};

/// The kind of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    /// A clinical research organization.
    Cro,
    /// A clinical technology organization.
    Technology,
    /// Both.
    Both,
    /// Neither.
    Other,
}

impl OrganizationKind {
    /// Parses a value of the form.
    ///
    /// # Errors
    /// When the value is not offered.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        [Self::Cro, Self::Technology, Self::Both, Self::Other]
            .into_iter()
            .find(|kind| kind.as_str() == value)
            .ok_or(Invalid::Malformed)
    }

    /// The value in the form, the API and the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cro => "cro",
            Self::Technology => "technology",
            Self::Both => "both",
            Self::Other => "other",
        }
    }
}

/// The number of an organization's employees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Employees {
    /// Fewer than 50.
    #[serde(rename = "1-49")]
    Under50,
    /// Fewer than 250.
    #[serde(rename = "50-249")]
    Under250,
    /// Fewer than 1,000.
    #[serde(rename = "250-999")]
    Under1000,
    /// Fewer than 5,000.
    #[serde(rename = "1000-4999")]
    Under5000,
    /// 5,000 or more.
    #[serde(rename = "5000+")]
    More,
}

impl Employees {
    /// Parses a value of the form.
    ///
    /// # Errors
    /// When the value is not offered.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        [Self::Under50, Self::Under250, Self::Under1000, Self::Under5000, Self::More]
            .into_iter()
            .find(|employees| employees.as_str() == value)
            .ok_or(Invalid::Malformed)
    }

    /// The value in the form, the API and the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Under50 => "1-49",
            Self::Under250 => "50-249",
            Self::Under1000 => "250-999",
            Self::Under5000 => "1000-4999",
            Self::More => "5000+",
        }
    }
}

/// Some of the values that the site offers, each once and in the site's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Selection(Vec<String>);

impl Selection {
    /// Parses values of the form. The site offers `offered`.
    ///
    /// # Errors
    /// When a value is not offered.
    pub fn parse(values: &[String], offered: &[&str]) -> Result<Self, Invalid> {
        if values.iter().any(|value| !offered.contains(&value.as_str())) {
            return Err(Invalid::Malformed);
        }
        let chosen = offered.iter().filter(|offered| values.iter().any(|value| value == *offered));
        Ok(Self(chosen.map(|value| (*value).to_owned()).collect()))
    }

    /// The values.
    pub fn values(&self) -> &[String] {
        &self.0
    }

    /// Returns whether no value was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_values_are_unique_and_in_the_offered_order() {
        let values = ["b", "a", "b"].map(str::to_owned);
        assert_eq!(Selection::parse(&values, &["a", "b", "c"]).unwrap().values(), ["a", "b"]);
        assert_eq!(Selection::parse(&values, &["a"]), Err(Invalid::Malformed));
    }
}
