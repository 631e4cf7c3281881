//! Requests for links by email. A visitor leaves one, whether or not the address is known; `notify` receives it from the
//! table's stream, and sends links if it is.

use crate::conditions::apply;
use crate::items::{text, unix};
use crate::keys::Key;
use crate::{Error, Store, keys};
use shared::applicant::EmailAddress;
use shared::timestamp::Timestamp;

/// The days for which a request is kept.
const REQUEST_DAYS: u16 = 1;

impl Store {
    /// Leaves a request under a key, unless there is one.
    pub(crate) async fn leave_link_request(
        &self,
        key: Key,
        entity: &str,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<(), Error> {
        let update = self
            .update_item(key)
            .update_expression("SET entity_type = :entity, email = :email, expires_at = :until")
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .expression_attribute_values(":entity", text(entity))
            .expression_attribute_values(":email", text(email.as_str()))
            .expression_attribute_values(":until", unix(now.plus_days(REQUEST_DAYS)));
        apply(update).await.map(drop)
    }
}
