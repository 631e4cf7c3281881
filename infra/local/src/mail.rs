//! Mail addresses on this machine.

use std::collections::BTreeMap;

use shared::site::{Embedded, Site};

/// Returns the template parameters that mail requires, with example addresses at the site's domain.
pub(crate) fn parameters() -> BTreeMap<String, String> {
    let contact = Site::embedded().map(|site| site.contact_email).unwrap_or_default();
    let domain = contact.rsplit_once('@').map_or("", |(_, domain)| domain);
    let staff = format!("staff@{domain}");
    [("MailFrom", contact), ("StaffEmail", staff)].map(|(name, value)| (name.to_owned(), value)).into()
}
