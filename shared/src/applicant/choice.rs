//! Answers that are chosen from a list.

use super::Invalid;
use serde::{Deserialize, Serialize};

/// What kind of organization it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A clinical research organization.
    Cro,
    /// A clinical technology organization.
    Technology,
    /// Both of these.
    Both,
    /// Neither.
    Other,
}

impl Kind {
    /// Reads a value of the form.
    ///
    /// # Errors
    /// When it is none.
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

/// How many people work for the organization.
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
    /// Reads a value of the form.
    ///
    /// # Errors
    /// When it is none.
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

/// Several of the values that the site offers, each once and in the site's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chosen(Vec<String>);

impl Chosen {
    /// Reads the values of the form; `offered` are the site's.
    ///
    /// # Errors
    /// When one of them is not offered.
    pub fn parse(values: &[String], offered: &[&str]) -> Result<Self, Invalid> {
        if values.iter().any(|value| !offered.contains(&value.as_str())) {
            return Err(Invalid::Malformed);
        }
        let chosen = offered.iter().filter(|offer| values.iter().any(|value| value == *offer));
        Ok(Self(chosen.map(|value| (*value).to_owned()).collect()))
    }

    /// The values.
    pub fn values(&self) -> &[String] {
        &self.0
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_once_and_in_the_order_offered() {
        let values = ["b", "a", "b"].map(str::to_owned);
        assert_eq!(Chosen::parse(&values, &["a", "b", "c"]).unwrap().values(), ["a", "b"]);
        assert_eq!(Chosen::parse(&values, &["a"]), Err(Invalid::Malformed));
    }
}
