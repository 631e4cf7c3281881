//! Configuration: the only reader of the environment. A value for each concern, each field naming its variable.

use crate::applicant::EmailAddress;
use lambda_http::http::Uri;
use std::collections::HashMap;
use std::fmt;
use std::net::Ipv6Addr;

/// The environment as a value. Functions read the process's; the local stack hands in what the template gives.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// The process's own.
    #[allow(clippy::disallowed_methods, reason = "the one place where it is read")]
    pub fn of_process() -> Self {
        Self(std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect())
    }

    /// A variable that may be missing; empty counts as missing.
    fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A variable that must be there.
    fn required(&self, name: &'static str) -> Result<String, Refused> {
        self.optional(name).ok_or(Refused { name, why: "is not set".to_owned() })
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

impl fmt::Debug for Environment {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The environment is not one that a function can start in.
#[derive(Debug)]
pub struct Refused {
    name: &'static str,
    why: String,
}

impl Refused {
    /// The variable is there, but can't be used.
    pub fn unusable(name: &'static str, why: &dyn fmt::Display) -> Self {
        Self { name, why: format!("can't be used: {why}") }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "environment variable {} {}", self.name, self.why)
    }
}

impl std::error::Error for Refused {}

/// Where the site is.
#[derive(Debug, Clone, Default)]
pub struct Address {
    /// `SITE_URL`: scheme and host, such as `https://www.example.org`, without a slash at the end. Without it, the
    /// site is wherever the request was sent.
    pub site_url: Option<String>,
}

impl Address {
    /// Reads it.
    ///
    /// # Errors
    /// When it is not of that form.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        let Some(text) = environment.optional("SITE_URL") else { return Ok(Self::default()) };
        let text = text.trim_end_matches('/').to_owned();
        match origin(&text) {
            Some(origin) => Ok(Self { site_url: Some(origin) }),
            None => Err(Refused::unusable("SITE_URL", &"it must be like https://www.example.org")),
        }
    }
}

/// Scheme and host as [browsers write them](https://html.spec.whatwg.org/multipage/browsers.html#origin), if `text` is
/// nothing else. (The `url` crate would bring the names of all scripts with it, for a value that is ASCII.)
fn origin(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let (scheme, host, authority) = (uri.scheme_str()?, uri.host()?, uri.authority()?);
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let in_names = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let named = in_brackets.map_or(host.bytes().all(in_names), |host| host.parse::<Ipv6Addr>().is_ok());
    // Without a user before the host, and without a port that goes without saying.
    let port = uri.port_u16().filter(|port| *port != usual);
    let plain = *authority == port.map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
    (named && plain && origin.eq_ignore_ascii_case(text)).then_some(origin)
}

/// Which other site's pages may use the API from a browser.
#[derive(Debug, Clone, Default)]
pub struct Cors {
    /// `API_CORS_ORIGIN`: scheme and host, such as `https://www.example.org`. Without it, none may.
    pub origin: Option<String>,
}

impl Cors {
    /// Reads it.
    ///
    /// # Errors
    /// When it is not one such origin, exactly as browsers write it.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        let Some(text) = environment.optional("API_CORS_ORIGIN") else { return Ok(Self::default()) };
        match origin(&text).filter(|origin| *origin == text && origin.starts_with("https:")) {
            Some(origin) => Ok(Self { origin: Some(origin) }),
            None => Err(Refused::unusable("API_CORS_ORIGIN", &"it must be like https://www.example.org")),
        }
    }
}

/// Where applications are kept.
#[derive(Debug, Clone)]
pub struct Table {
    /// `TABLE_NAME`.
    pub name: String,
}

impl Table {
    /// Reads it.
    ///
    /// # Errors
    /// When it is not set.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        Ok(Self { name: environment.required("TABLE_NAME")? })
    }
}

/// For how many days what nobody needs any more is kept, each counted from the last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `DRAFT_DAYS`: a draft.
    pub draft_days: u16,
    /// `SUSPECT_DAYS`: an application that is likely spam.
    pub suspect_days: u16,
    /// `CLOSED_DAYS`: an application that was declined or withdrawn.
    pub closed_days: u16,
    /// `UNDECIDED_DAYS`: an application that nobody has decided on.
    pub undecided_days: u16,
}

impl Retention {
    /// Reads it.
    ///
    /// # Errors
    /// When a number is missing, or is not between 1 and 3,650.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        let days = |name| {
            let days = environment.required(name)?.parse().ok().filter(|days| (1..=3650).contains(days));
            days.ok_or(Refused::unusable(name, &"it must be a number of days from 1 to 3650"))
        };
        Ok(Self {
            draft_days: days("DRAFT_DAYS")?,
            suspect_days: days("SUSPECT_DAYS")?,
            closed_days: days("CLOSED_DAYS")?,
            undecided_days: days("UNDECIDED_DAYS")?,
        })
    }
}

/// How much one source may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLimit {
    /// `SOURCE_LIMIT`: requests an hour; 0 for any number.
    pub requests_an_hour: u64,
}

impl SourceLimit {
    /// Reads it.
    ///
    /// # Errors
    /// When it is missing or no number.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        let limit = environment.required("SOURCE_LIMIT")?.parse();
        let requests_an_hour = limit.map_err(|_| Refused::unusable("SOURCE_LIMIT", &"it must be a whole number"))?;
        Ok(Self { requests_an_hour })
    }
}

/// Who sends messages, and who is told of applications.
#[derive(Clone, Default)]
pub struct Mail {
    /// `MAIL_FROM`: the address that messages come from. Without it none are sent.
    pub from: Option<EmailAddress>,
    /// `STAFF_EMAIL`: where staff are told of applications. Without it they are not.
    pub staff: Option<EmailAddress>,
    /// `MAIL_CONFIGURATION_SET`: the name of SES's rules for what is sent, if there are any.
    pub configuration_set: Option<String>,
    /// `SITE_URL`: where links in messages lead. A request never decides that.
    pub site_url: Option<String>,
}

impl Mail {
    /// Reads it.
    ///
    /// # Errors
    /// When an address is none, or messages are to be sent but nobody says where links in them lead.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        let address = |name, text: Option<String>| {
            let address = text.map(|text| EmailAddress::parse(&text)).transpose();
            address.map_err(|_| Refused::unusable(name, &"it must be an email address"))
        };
        let from = address("MAIL_FROM", environment.optional("MAIL_FROM"))?;
        let site_url = Address::from_environment(environment)?.site_url;
        if from.is_some() && site_url.is_none() {
            return Err(Refused::unusable(
                "MAIL_FROM",
                &"SITE_URL is not set, so links in messages would lead nowhere",
            ));
        }
        Ok(Self {
            from,
            staff: address("STAFF_EMAIL", environment.optional("STAFF_EMAIL"))?,
            configuration_set: environment.optional("MAIL_CONFIGURATION_SET"),
            site_url,
        })
    }

    /// Whether any are sent, for those who only offer it.
    pub fn is_sent(environment: &Environment) -> bool {
        environment.optional("MAIL_FROM").is_some() && environment.optional("SITE_URL").is_some()
    }
}

/// How much is sent in a day that strangers can cause. What staff decide is always sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailLimits {
    /// `MAIL_PER_RECIPIENT`: messages to one mailbox, over all applications.
    pub per_recipient: u32,
    /// `MAIL_PER_DAY`: messages of the whole stack.
    pub per_day: u32,
}

impl MailLimits {
    /// Reads them.
    ///
    /// # Errors
    /// When a number is missing, or is not between 1 and 1,000 or 100,000.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        let limit = |name, most: u32| {
            let limit = environment.required(name)?.parse().ok().filter(|limit| (1..=most).contains(limit));
            limit.ok_or(Refused::unusable(name, &format!("it must be a number of messages from 1 to {most}")))
        };
        // Each message to a mailbox is remembered for the day, in an item that has a limit of 400 KB.
        Ok(Self { per_recipient: limit("MAIL_PER_RECIPIENT", 1000)?, per_day: limit("MAIL_PER_DAY", 100_000)? })
    }
}

impl fmt::Debug for Mail {
    /// Without addresses: they may be people's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("configuration_set", &self.configuration_set).finish_non_exhaustive()
    }
}

/// What AWS gives every function.
#[derive(Clone)]
pub struct Aws {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<String>,
    /// `AWS_ENDPOINT_URL_DYNAMODB`: a stand-in for DynamoDB.
    pub dynamodb_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SESV2`: a stand-in for SES.
    pub ses_endpoint: Option<String>,
    /// `AWS_CA_BUNDLE`: a PEM file of the certificate authorities to trust instead of the system's.
    pub ca_bundle: Option<String>,
}

impl Aws {
    /// Reads them.
    ///
    /// # Errors
    /// When one that AWS always sets is not set.
    pub fn from_environment(environment: &Environment) -> Result<Self, Refused> {
        Ok(Self {
            region: environment.required("AWS_REGION")?,
            access_key_id: environment.required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: environment.required("AWS_SECRET_ACCESS_KEY")?,
            session_token: environment.optional("AWS_SESSION_TOKEN"),
            dynamodb_endpoint: environment.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            ses_endpoint: environment.optional("AWS_ENDPOINT_URL_SESV2"),
            ca_bundle: environment.optional("AWS_CA_BUNDLE"),
        })
    }
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aws").field("region", &self.region).finish_non_exhaustive()
    }
}

/// What is logged.
#[derive(Debug, Clone, Default)]
pub struct Logging {
    /// `RUST_LOG`: the least severe level of our own that is logged, `error`, `warn`, `info` or `debug`.
    pub level: Option<String>,
}

impl Logging {
    /// Reads it.
    pub fn from_environment(environment: &Environment) -> Self {
        Self { level: environment.optional("RUST_LOG") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_missing_is_named() {
        let refused = Table::from_environment(&environment(&[("TABLE_NAME", " ")])).unwrap_err();
        assert_eq!(refused.to_string(), "environment variable TABLE_NAME is not set");
    }

    #[test]
    fn the_site_is_a_scheme_and_a_host() {
        let address = |url| Address::from_environment(&environment(&[("SITE_URL", url)]));
        assert_eq!(address("").unwrap().site_url, None);
        assert_eq!(address("https://ACRO.example").unwrap().site_url.as_deref(), Some("https://acro.example"));
        assert_eq!(address("https://acro.example/").unwrap().site_url.as_deref(), Some("https://acro.example"));
        assert_eq!(address("http://localhost:3000").unwrap().site_url.as_deref(), Some("http://localhost:3000"));
        assert_eq!(address("http://[::1]:3000").unwrap().site_url.as_deref(), Some("http://[::1]:3000"));
        let others = [
            "https://acro.example:443",
            "https://acro.example:",
            "https://a@acro.example",
            "https://a&b.example",
            "https://a.example:99999",
            "https://a.example:abc",
            "https://a.example:0444",
            "https://[a&b']",
        ];
        let others =
            others.into_iter().chain(["https://acro.example?a", "https://acro.example#a", "https://akrø.example"]);
        for url in others.chain(["acro.example", "https://acro.example/site", "ftp://acro.example", "https://"]) {
            assert!(address(url).is_err(), "{url}");
        }
    }

    #[test]
    fn messages_come_from_an_address_or_are_not_sent() {
        let site = ("SITE_URL", "https://acro.example");
        let mail = |from| Mail::from_environment(&environment(&[("MAIL_FROM", from), site]));
        assert!(mail("").unwrap().from.is_none());
        assert_eq!(mail("office@acro.example").unwrap().from.unwrap().as_str(), "office@acro.example");
        assert!(mail("office").is_err());
    }

    #[test]
    fn messages_are_sent_only_where_their_links_lead_somewhere() {
        let without = environment(&[("MAIL_FROM", "office@acro.example")]);
        let refused = Mail::from_environment(&without).unwrap_err().to_string();
        assert!(refused.contains("SITE_URL is not set"), "{refused}");
        assert!(!Mail::is_sent(&without));
    }

    #[test]
    fn one_other_site_may_use_the_api_and_by_default_none() {
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

    #[test]
    fn secrets_are_not_written_to_logs_by_accident() {
        let environment =
            environment(&[("AWS_REGION", "r"), ("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "hush")]);
        let aws = Aws::from_environment(&environment).unwrap();
        assert!(!format!("{environment:?}{aws:?}").contains("hush"));
    }
}
