//! Where messages go on this machine, and from whom.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use shared::site::Site;
use tempfile::TempDir;

use crate::{Options, StartError};

/// A directory of messages.
pub(crate) enum Outbox {
    Kept(PathBuf),
    /// It ends with the stack.
    Temporary(TempDir),
}

impl Outbox {
    pub(crate) fn open(options: &Options) -> Result<Self, StartError> {
        let below_data = || options.data.directory().map(|directory| directory.join("outbox"));
        match options.outbox.clone().or_else(below_data) {
            Some(directory) => Ok(Self::Kept(directory)),
            None => TempDir::with_prefix("outbox").map(Self::Temporary).map_err(StartError::Outbox),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Kept(directory) => directory,
            Self::Temporary(directory) => directory.path(),
        }
    }
}

/// Parameters of the template that whoever deploys must give for messages to be sent: examples, after the address that
/// the site names.
pub(crate) fn parameters() -> BTreeMap<String, String> {
    let contact = Site::embedded().map(|site| site.contact_email).unwrap_or_default();
    let domain = contact.rsplit_once('@').map_or("", |(_, domain)| domain);
    let staff = format!("staff@{domain}");
    [("MailFrom", contact), ("StaffEmail", staff)].map(|(name, value)| (name.to_owned(), value)).into()
}
