//! From whom messages are on this machine, and which staff they go to.

use std::collections::BTreeMap;

use shared::site::{Embedded, Site};

/// Parameters of the template that whoever deploys must give for messages to be sent: examples, after the address that
/// the site names.
pub(crate) fn parameters() -> BTreeMap<String, String> {
    let contact = Site::embedded().map(|site| site.contact_email).unwrap_or_default();
    let domain = contact.rsplit_once('@').map_or("", |(_, domain)| domain);
    let staff = format!("staff@{domain}");
    [("MailFrom", contact), ("StaffEmail", staff)].map(|(name, value)| (name.to_owned(), value)).into()
}
