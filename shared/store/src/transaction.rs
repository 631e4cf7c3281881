//! Transactions: several writes that happen together or not at all.

use crate::items::{Item, application};
use crate::{Error, Store};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder};
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use shared::application::Application;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// The outcome of a transaction.
#[derive(Debug)]
pub(super) enum Transaction {
    /// Every write was made.
    Committed,
    /// No write was made.
    Canceled(CancellationReasons),
}

/// Why a transaction was canceled: one reason for each write, in order.
#[derive(Debug)]
pub(super) struct CancellationReasons(Vec<CancellationReason>);

/// How often a transaction is tried that meets others.
const ATTEMPTS: u32 = 4;

/// Milliseconds before the second attempt, at most. It doubles for each further one.
const BACK_OFF: u64 = 25;

/// Returns a random time to wait after an attempt, so that those that met don't meet again.
fn back_off(attempt: u32) -> Duration {
    // The keys of a new hasher are random.
    let random = RandomState::new().build_hasher().finish();
    Duration::from_millis(1 + random % (BACK_OFF << attempt.min(8)))
}

const OPERATION: &str = "TransactWriteItems";

impl Store {
    /// Makes all writes or none. If another transaction is writing the same items, such as the counters that all share,
    /// tries again after a short random time.
    pub(super) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Transaction, Error> {
        for attempt in 1..ATTEMPTS {
            match self.transact_once(writes.clone()).await? {
                Transaction::Canceled(reasons) if reasons.is_conflict() => tokio::time::sleep(back_off(attempt)).await,
                outcome => return Ok(outcome),
            }
        }
        self.transact_once(writes).await
    }

    /// The client sends the same token with each of its attempts, so a repeated attempt whose first response was lost does
    /// not fail its own conditions.
    async fn transact_once(&self, writes: Vec<TransactWriteItem>) -> Result<Transaction, Error> {
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(Transaction::Committed),
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_canceled_exception() => {
                match error.into_err() {
                    TransactWriteItemsError::TransactionCanceledException(canceled) => {
                        let reasons = canceled.cancellation_reasons.unwrap_or_default();
                        Ok(Transaction::Canceled(CancellationReasons(reasons)))
                    }
                    _ => Err(Error::malformed("response")),
                }
            }
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_in_progress_exception() => {
                Err(Error::Conflict { operation: OPERATION })
            }
            Err(error) => Err(Error::from_sdk(OPERATION, error)),
        }
    }
}

impl CancellationReasons {
    /// Returns whether nothing but other transactions prevented this one.
    fn is_conflict(&self) -> bool {
        let mut codes = self.0.iter().filter_map(CancellationReason::code).filter(|code| *code != "None").peekable();
        codes.peek().is_some() && codes.all(|code| code == "TransactionConflict")
    }

    /// Returns whether the condition of the write at `index` failed.
    pub(super) fn condition_failed(&self, index: usize) -> bool {
        self.0.get(index).is_some_and(|reason| reason.code() == Some("ConditionalCheckFailed"))
    }

    /// Takes the item that failed the condition of the write at `index`, if there is one.
    pub(super) fn item(&mut self, index: usize) -> Option<Item> {
        self.0.get_mut(index).and_then(|reason| reason.item.take())
    }

    /// Takes the same item, read as an application.
    pub(super) fn application(&mut self, index: usize) -> Result<Option<Application>, Error> {
        self.item(index).as_ref().map(application).transpose()
    }

    /// Returns the error to report when no failed condition explains the cancellation.
    pub(super) fn error(&self) -> Error {
        match self.0.iter().filter_map(CancellationReason::code).find(|code| *code != "None") {
            Some("TransactionConflict") => Error::Conflict { operation: OPERATION },
            code => Error::unavailable(OPERATION, code.unwrap_or("canceled without a reason")),
        }
    }
}

/// A builder of one write.
pub(super) trait IntoWrite {
    /// Returns the finished write.
    fn into_write(self) -> Result<TransactWriteItem, Error>;
}

macro_rules! into_write {
    ($($builder:ty => $kind:ident),*) => {$(
        impl IntoWrite for $builder {
            fn into_write(self) -> Result<TransactWriteItem, Error> {
                let write = self.build().map_err(|error| Error::unwritable("write", error))?;
                Ok(TransactWriteItem::builder().$kind(write).build())
            }
        }
    )*};
}

into_write!(
    PutBuilder => put, UpdateBuilder => update, DeleteBuilder => delete, ConditionCheckBuilder => condition_check
);

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(codes: &[&str]) -> CancellationReasons {
        CancellationReasons(codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect())
    }

    #[test]
    fn a_failed_condition_is_found_at_the_index_of_its_write() {
        let reasons = reasons(&["None", "ConditionalCheckFailed", "None"]);
        assert_eq!([0, 1, 2, 3].map(|index| reasons.condition_failed(index)), [false, true, false, false]);
    }

    #[test]
    fn a_conflict_is_distinguished_from_other_failures() {
        assert!(matches!(reasons(&["None", "TransactionConflict", "None"]).error(), Error::Conflict { .. }));
        let error = reasons(&["None", "None", "ThrottlingError"]).error();
        assert_eq!(error.to_string(), "TransactWriteItems failed: ThrottlingError");
        assert!(matches!(reasons(&[]).error(), Error::Unavailable { .. }));
    }
}
