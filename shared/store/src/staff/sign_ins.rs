//! Sign-ins that have begun: what the site must remember while the visitor is with the issuer.

use crate::items::{Item, string, text, unix};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::ReturnValue;
use shared::application::history::Hash;
use shared::timestamp::Timestamp;

/// Seconds for which a sign-in can be completed.
pub const SIGN_IN_SECONDS: i64 = 10 * 60;

/// A sign-in that has begun.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingSignIn {
    /// The hash of the cookie of the browser that began it. No other browser can complete it.
    pub browser: Hash,
    /// The secret that proves to the issuer that the same client begins and completes it
    /// ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).
    pub verifier: String,
    /// The value that the ID token must have.
    pub nonce: String,
    /// The path to show after it.
    pub return_to: String,
}

impl std::fmt::Debug for PendingSignIn {
    /// Omits secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingSignIn").finish_non_exhaustive()
    }
}

impl Store {
    /// Stores a sign-in that begins now, under the hash of its state.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn begin_sign_in(&self, state: &Hash, pending: &PendingSignIn, now: Timestamp) -> Result<(), Error> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(keys::sign_in(state)));
        let put = put
            .item("entity_type", text("sign_in"))
            .item("browser", text(pending.browser.as_str()))
            .item("verifier", text(&pending.verifier))
            .item("nonce", text(&pending.nonce))
            .item("return_to", text(&pending.return_to))
            .item(keys::EXPIRES_AT, unix(Timestamp::from_unix(now.unix() + SIGN_IN_SECONDS)));
        put.send().await.map(drop).map_err(|error| Error::from_sdk("PutItem", error))
    }

    /// Takes a sign-in that this browser began, so that it can't be completed twice. Returns `None` if there is none, or
    /// it has expired.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn take_sign_in(
        &self,
        state: &Hash,
        browser: &Hash,
        now: Timestamp,
    ) -> Result<Option<PendingSignIn>, Error> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(keys::sign_in(state)));
        let delete = delete
            .condition_expression(format!("browser = :browser AND {} > :now", keys::EXPIRES_AT))
            .expression_attribute_values(":browser", text(browser.as_str()))
            .expression_attribute_values(":now", unix(now))
            .return_values(ReturnValue::AllOld);
        match delete.send().await {
            Ok(taken) => taken.attributes.as_ref().map(read).transpose(),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => Ok(None),
            Err(error) => Err(Error::from_sdk("DeleteItem", error)),
        }
    }
}

fn read(item: &Item) -> Result<PendingSignIn, Error> {
    let pending = || {
        let field = |name| Some(string(item, name)?.to_owned());
        Some(PendingSignIn {
            browser: Hash::parse(&field("browser")?)?,
            verifier: field("verifier")?,
            nonce: field("nonce")?,
            return_to: field("return_to")?,
        })
    };
    pending().ok_or(Error::malformed("sign-in"))
}
