use super::site_origin::parse_origin;
use super::{ConfigError, Environment};

/// The other site whose pages may call the API from a browser.
#[derive(Debug, Clone, Default)]
pub struct Cors {
    /// `API_CORS_ORIGIN`: scheme and host, such as `https://www.example.org`. Not set: no other site may.
    pub origin: Option<String>,
}

impl Cors {
    /// Reads `API_CORS_ORIGIN`.
    ///
    /// # Errors
    /// When it is not a single `https` origin, written exactly as browsers write it.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let Some(text) = environment.optional("API_CORS_ORIGIN") else { return Ok(Self::default()) };
        match parse_origin(&text).filter(|origin| *origin == text && origin.starts_with("https:")) {
            Some(origin) => Ok(Self { origin: Some(origin) }),
            None => Err(ConfigError::invalid("API_CORS_ORIGIN", &"it must be like https://www.example.org")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::environment;

    #[test]
    fn accepts_one_https_origin_and_defaults_to_none() {
        let cors = |origin| Cors::from_environment(&environment(&[("API_CORS_ORIGIN", origin)]));
        assert_eq!(cors("").unwrap().origin, None);
        for origin in ["https://forms.example", "https://forms.example:8443"] {
            assert_eq!(cors(origin).unwrap().origin.as_deref(), Some(origin));
        }
        for origin in ["*", "null", "http://forms.example", "https://a.example https://b.example", "https://a.example/"]
        {
            assert!(cors(origin).is_err(), "{origin}");
        }
    }
}
