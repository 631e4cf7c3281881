//! Several writes that happen together or not at all.

use crate::items::{Item, application};
use crate::{Error, Store};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use shared::application::Application;

/// What became of a transaction.
#[derive(Debug)]
pub(super) enum Transacted {
    /// Everything was written.
    Done,
    /// Nothing was, for these reasons.
    Canceled(Reasons),
}

/// Why a transaction was canceled: a reason for each of its writes, in their order.
#[derive(Debug)]
pub(super) struct Reasons(Vec<CancellationReason>);

const OPERATION: &str = "TransactWriteItems";

impl Store {
    /// Makes these writes, or none of them. The client makes one token for all of its own attempts, so that one whose
    /// answer was lost is not refused by its own conditions.
    pub(super) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Transacted, Error> {
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(Transacted::Done),
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_canceled_exception() => {
                match error.into_err() {
                    TransactWriteItemsError::TransactionCanceledException(canceled) => {
                        Ok(Transacted::Canceled(Reasons(canceled.cancellation_reasons.unwrap_or_default())))
                    }
                    _ => Err(Error::malformed("answer")),
                }
            }
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_in_progress_exception() => {
                Err(Error::Conflict { operation: OPERATION })
            }
            Err(error) => Err(Error::from_sdk(OPERATION, error)),
        }
    }
}

impl Reasons {
    /// Whether the condition of the write at `index` was not met.
    pub(super) fn refused(&self, index: usize) -> bool {
        self.0.get(index).is_some_and(|reason| reason.code() == Some("ConditionalCheckFailed"))
    }

    /// The item that did not meet the condition of the write at `index`, if there was one.
    pub(super) fn item(&mut self, index: usize) -> Option<Item> {
        self.0.get_mut(index).and_then(|reason| reason.item.take())
    }

    /// The same, read as an application.
    pub(super) fn application(&mut self, index: usize) -> Result<Option<Application>, Error> {
        self.item(index).map(application).transpose()
    }

    /// The failure that it is if no condition explains it.
    pub(super) fn failure(&self) -> Error {
        match self.0.iter().filter_map(CancellationReason::code).find(|code| *code != "None") {
            Some("TransactionConflict") => Error::Conflict { operation: OPERATION },
            code => Error::unavailable(OPERATION, code.unwrap_or("canceled without a reason")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(codes: &[&str]) -> Reasons {
        Reasons(codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect())
    }

    #[test]
    fn conditions_that_were_not_met_are_told_apart() {
        let reasons = reasons(&["None", "ConditionalCheckFailed", "None"]);
        assert_eq!([0, 1, 2, 3].map(|index| reasons.refused(index)), [false, true, false, false]);
    }

    #[test]
    fn others_who_are_writing_are_told_from_a_table_that_refuses() {
        assert!(matches!(reasons(&["None", "TransactionConflict", "None"]).failure(), Error::Conflict { .. }));
        let failure = reasons(&["None", "None", "ThrottlingError"]).failure();
        assert_eq!(failure.to_string(), "TransactWriteItems failed: ThrottlingError");
        assert!(matches!(reasons(&[]).failure(), Error::Unavailable { .. }));
    }
}
