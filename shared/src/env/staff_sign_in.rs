use super::{ConfigError, Environment, SiteOrigin};
use lambda_http::http::Uri;

/// How staff sign in: an [OpenID Connect](https://openid.net/specs/openid-connect-core-1_0.html) issuer, and which of
/// its people have which role.
#[derive(Debug, Clone)]
pub struct StaffSignIn {
    /// `ISSUER_URL`: the issuer, exactly as it writes itself in its tokens.
    pub issuer_url: String,
    /// `CLIENT_ID`: the name by which the issuer knows this site.
    pub client_id: String,
    /// `CLIENT_SECRET_ARN`: the client's secret, in Secrets Manager. Not set: the client is public, and has none.
    pub client_secret_arn: Option<String>,
    /// `ROLE_CLAIM`: the claim of the ID token that holds a person's roles.
    pub role_claim: String,
    /// `REVIEWER_VALUES`: values of the claim that make a reviewer, separated by commas.
    pub reviewer_values: Vec<String>,
    /// `ADMINISTRATOR_VALUES`: values of the claim that make an administrator.
    pub administrator_values: Vec<String>,
}

impl StaffSignIn {
    /// Reads the variables. Returns `None` if there is no issuer: then nobody can sign in.
    ///
    /// # Errors
    /// When the issuer has no client, or is not an `https` URL. It may be an `http` one on this machine, for a site on
    /// this machine.
    pub fn from_environment(environment: &Environment, site: &SiteOrigin) -> Result<Option<Self>, ConfigError> {
        let values = |name| {
            let list = environment.optional(name).unwrap_or_default();
            list.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
        };
        let (issuer_url, client_id) = (environment.optional("ISSUER_URL"), environment.required("CLIENT_ID"));
        let client_secret_arn = environment.optional("CLIENT_SECRET_ARN");
        let role_claim = environment.optional("ROLE_CLAIM").unwrap_or_else(|| "cognito:groups".to_owned());
        let (reviewer_values, administrator_values) = (values("REVIEWER_VALUES"), values("ADMINISTRATOR_VALUES"));
        let Some(issuer_url) = issuer_url else { return Ok(None) };
        if !is_issuer(&issuer_url, is_local(site.site_url.as_deref().unwrap_or_default())) {
            return Err(ConfigError::invalid("ISSUER_URL", &"it must be like https://login.example.org/staff"));
        }
        let client_id = client_id?;
        Ok(Some(Self { issuer_url, client_id, client_secret_arn, role_claim, reviewer_values, administrator_values }))
    }

    /// Whether the issuer runs on this machine, where it needs no TLS.
    pub fn is_local(&self) -> bool {
        is_local(&self.issuer_url)
    }
}

/// Returns whether an issuer may have this URL: neither a query nor a fragment
/// ([section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)), and TLS.
fn is_issuer(url: &str, site_is_local: bool) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let is_secure = uri.scheme_str() == Some("https") || site_is_local && is_local(url);
    let is_plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    is_secure && is_plain && !url.contains(['?', '#'])
}

/// Returns whether an address is an `http` one on this machine.
fn is_local(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    uri.scheme_str() == Some("http") && matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::environment;

    fn sign_in(site: &str, issuer: &str) -> Result<Option<StaffSignIn>, ConfigError> {
        let variables = [("SITE_URL", site), ("ISSUER_URL", issuer), ("CLIENT_ID", "site")];
        let environment = environment(&variables);
        StaffSignIn::from_environment(&environment, &SiteOrigin::from_environment(&environment).unwrap())
    }

    #[test]
    fn a_deployed_site_accepts_only_an_issuer_with_tls() {
        for issuer in ["https://login.example", "https://login.example/staff/", "https://login.example:8443/a"] {
            for site in ["", "https://acro.example", "http://localhost:3000"] {
                assert_eq!(sign_in(site, issuer).unwrap().unwrap().issuer_url, issuer);
            }
        }
        let local = ["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"];
        for issuer in local {
            assert!(sign_in("http://localhost:3000", issuer).unwrap().unwrap().is_local());
        }
        let remote =
            ["http://login.example", "http://localhost.example", "ftp://localhost", "login.example", "https://"];
        for issuer in local.iter().chain(&remote) {
            for site in ["", "https://acro.example", "http://acro.example"] {
                assert!(sign_in(site, issuer).is_err(), "{issuer} for {site}");
            }
        }
        for issuer in remote.into_iter().chain(["https://a.example/?b", "https://a.example/#b", "https://a@b.example"])
        {
            assert!(sign_in("http://localhost:3000", issuer).is_err(), "{issuer}");
        }
    }

    #[test]
    fn without_an_issuer_nobody_can_sign_in() {
        assert!(sign_in("https://acro.example", "").unwrap().is_none());
    }

    #[test]
    fn an_issuer_needs_a_client() {
        let environment = environment(&[("ISSUER_URL", "https://login.example")]);
        let error = StaffSignIn::from_environment(&environment, &SiteOrigin::default()).unwrap_err();
        assert_eq!(error.to_string(), "environment variable CLIENT_ID is not set");
    }

    #[test]
    fn values_are_separated_by_commas() {
        let variables =
            [("ISSUER_URL", "https://login.example"), ("CLIENT_ID", "site"), ("REVIEWER_VALUES", "reviewers, staff ,")];
        let sign_in = StaffSignIn::from_environment(&environment(&variables), &SiteOrigin::default());
        let sign_in = sign_in.unwrap().unwrap();
        assert_eq!(sign_in.reviewer_values, ["reviewers", "staff"]);
        assert_eq!((sign_in.role_claim.as_str(), sign_in.administrator_values.len()), ("cognito:groups", 0));
    }
}
