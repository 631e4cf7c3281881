//! Mail addresses on this machine.

use std::collections::BTreeMap;

use shared::site::{Embedded, Site};

/// Returns the template's parameters without which no message is sent, with examples at the site's own domain.
pub(crate) fn parameters() -> BTreeMap<String, String> {
    let contact = Site::embedded().map(|site| site.contact_email).unwrap_or_default();
    let domain = contact.rsplit_once('@').map_or("", |(_, domain)| domain);
    let staff = format!("staff@{domain}");
    [("MailFrom", contact), ("StaffEmail", staff)].map(|(name, value)| (name.to_owned(), value)).into()
}
