use super::{ConfigError, Environment, SiteOrigin};
use crate::applicant::EmailAddress;
use std::fmt;

/// The sender of messages, and the staff address.
#[derive(Clone, Default)]
pub struct Mail {
    /// `MAIL_FROM`: the sender. Not set: no message is sent.
    pub from: Option<EmailAddress>,
    /// `STAFF_EMAIL`: where staff are notified of applications. Not set: they are not.
    pub staff: Option<EmailAddress>,
    /// `MAIL_CONFIGURATION_SET`: the name of the SES configuration set, if there is one.
    pub configuration_set: Option<String>,
    /// `SITE_URL`: the origin of links in messages. It never comes from a request.
    pub site_url: Option<String>,
}

impl Mail {
    /// Reads `MAIL_FROM`, `STAFF_EMAIL`, `MAIL_CONFIGURATION_SET` and `SITE_URL`.
    ///
    /// # Errors
    /// When an address is invalid, or when `MAIL_FROM` is set without `SITE_URL`.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let address = |name, text: Option<String>| {
            let address = text.map(|text| EmailAddress::parse(&text)).transpose();
            address.map_err(|_| ConfigError::invalid(name, &"it must be an email address"))
        };
        let from = address("MAIL_FROM", environment.optional("MAIL_FROM"))?;
        let site_url = SiteOrigin::from_environment(environment)?.site_url;
        if from.is_some() && site_url.is_none() {
            return Err(ConfigError::invalid(
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

    /// Returns whether messages are sent, for functions that only offer to send one.
    pub fn is_enabled(environment: &Environment) -> bool {
        environment.optional("MAIL_FROM").is_some() && environment.optional("SITE_URL").is_some()
    }
}

impl fmt::Debug for Mail {
    /// Omits addresses, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("configuration_set", &self.configuration_set).finish_non_exhaustive()
    }
}

/// Daily limits on messages that strangers can trigger. Messages about decisions of staff have no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailLimits {
    /// `MAIL_PER_RECIPIENT`: messages to one mailbox, from all applications together.
    pub per_recipient: u32,
    /// `MAIL_PER_DAY`: messages of the whole stack.
    pub per_day: u32,
}

impl MailLimits {
    /// Reads `MAIL_PER_RECIPIENT` and `MAIL_PER_DAY`.
    ///
    /// # Errors
    /// When a variable is not set, or is not a number from 1 to 1,000 or from 1 to 100,000.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let limit = |name, most: u32| {
            let limit = environment.required(name)?.parse().ok().filter(|limit| (1..=most).contains(limit));
            limit.ok_or(ConfigError::invalid(name, &format!("it must be a number of messages from 1 to {most}")))
        };
        // The item that counts a mailbox's messages lists each of them, and an item holds at most 400 KB.
        Ok(Self { per_recipient: limit("MAIL_PER_RECIPIENT", 1000)?, per_day: limit("MAIL_PER_DAY", 100_000)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::environment;

    #[test]
    fn the_sender_is_an_email_address_or_not_set() {
        let site = ("SITE_URL", "https://acro.example");
        let mail = |from| Mail::from_environment(&environment(&[("MAIL_FROM", from), site]));
        assert!(mail("").unwrap().from.is_none());
        assert_eq!(mail("office@acro.example").unwrap().from.unwrap().as_str(), "office@acro.example");
        assert!(mail("office").is_err());
    }

    #[test]
    fn a_sender_without_a_site_url_is_refused() {
        let without = environment(&[("MAIL_FROM", "office@acro.example")]);
        let error = Mail::from_environment(&without).unwrap_err().to_string();
        assert!(error.contains("SITE_URL is not set"), "{error}");
        assert!(!Mail::is_enabled(&without));
    }
}
