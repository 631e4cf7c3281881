//! Mail addresses on this machine.

use std::collections::BTreeMap;

use shared::site::{Embedded, Site};

use crate::BuiltSite;

/// Returns the template parameters that mail requires, with example addresses at the site's domain.
pub(crate) fn parameters(built: Option<&BuiltSite>) -> BTreeMap<String, String> {
    let embedded = || Site::embedded().map(|site| site.contact_email).unwrap_or_default();
    let contact = built.map_or_else(embedded, |built| built.site.contact_email.clone());
    let domain = contact.rsplit_once('@').map_or("", |(_, domain)| domain);
    let staff = format!("staff@{domain}");
    [("MailFrom", contact), ("StaffEmail", staff)].map(|(name, value)| (name.to_owned(), value)).into()
}
