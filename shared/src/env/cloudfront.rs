use super::{ConfigError, Environment};
use std::fmt;

/// CloudFront in front of the API.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CloudFront {
    /// `CLOUDFRONT_SECRET`: how CloudFront proves itself. `None` if there is no CloudFront.
    pub secret: Option<String>,
    /// `CLOUDFRONT`: `only` if nobody may come around it, otherwise `beside` or `none`.
    pub is_only_way: bool,
}

impl CloudFront {
    /// Reads `CLOUDFRONT` and `CLOUDFRONT_SECRET`.
    ///
    /// # Errors
    /// When `CLOUDFRONT` has another value, or there is no secret although there is CloudFront.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let is_only_way = match environment.optional("CLOUDFRONT").as_deref() {
            None | Some("none") => return Ok(Self::default()),
            Some("beside") => false,
            Some("only") => true,
            Some(_) => return Err(ConfigError::invalid("CLOUDFRONT", &"it must be none, beside or only")),
        };
        Ok(Self { secret: Some(environment.required("CLOUDFRONT_SECRET")?), is_only_way })
    }
}

impl fmt::Debug for CloudFront {
    /// Omits the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudFront").field("is_only_way", &self.is_only_way).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::environment;

    fn read(variables: &[(&str, &str)]) -> Result<CloudFront, String> {
        CloudFront::from_environment(&environment(variables)).map_err(|error| error.to_string())
    }

    #[test]
    fn there_is_none_unless_it_is_set() {
        for variables in [&[][..], &[("CLOUDFRONT", "none")], &[("CLOUDFRONT", ""), ("CLOUDFRONT_SECRET", "")]] {
            assert_eq!(read(variables), Ok(CloudFront::default()));
        }
    }

    #[test]
    fn it_needs_its_secret() {
        let secret = ("CLOUDFRONT_SECRET", "hush");
        for (value, is_only_way) in [("beside", false), ("only", true)] {
            let expected = CloudFront { secret: Some("hush".to_owned()), is_only_way };
            assert_eq!(read(&[("CLOUDFRONT", value), secret]), Ok(expected.clone()));
            assert!(!format!("{expected:?}").contains("hush"));
            let error = read(&[("CLOUDFRONT", value)]).unwrap_err();
            assert_eq!(error, "environment variable CLOUDFRONT_SECRET is not set");
        }
        let error = read(&[("CLOUDFRONT", "yes"), secret]).unwrap_err();
        assert!(error.ends_with("it must be none, beside or only"), "{error}");
    }
}
