//! The one transaction that turns a draft into an application.

use super::items::{application, version_of};
use super::{Error, Store, keys};
use crate::application::{Application, ApplicationId, Reference, Status};
use crate::fields::Section;
use crate::timestamp::Timestamp;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};

/// What became of a draft that was to be sent.
#[derive(Debug)]
pub enum SubmitOutcome {
    /// It was received, under the reference that was offered.
    Submitted,
    /// It was not, for it is not the draft that was checked. This is what there is now: most often, the application
    /// that an earlier attempt sent.
    Refused(Option<Application>),
    /// The reference is taken. Offer another.
    ReferenceTaken,
}

impl Store {
    /// Sends a draft: it becomes `received`, claims `reference` and begins its history, all at once or not at all.
    /// `checked` is the version that the applicant was shown; a draft that has changed since, or lacks a section, is
    /// not sent.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep getting in between.
    pub async fn submit(
        &self,
        id: &ApplicationId,
        checked: u64,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<SubmitOutcome, Error> {
        let items = self.submission(id, checked, reference, now);
        let items = items.map_err(|error| Error::Malformed { what: "submission", source: Some(Box::new(error)) })?;
        // The client makes one token for all of its own attempts, so that one whose answer was lost is not refused by
        // its own conditions.
        match self.client.transact_write_items().set_transact_items(Some(items)).send().await {
            Ok(_) => Ok(SubmitOutcome::Submitted),
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_canceled_exception() => {
                match error.into_err() {
                    TransactWriteItemsError::TransactionCanceledException(canceled) => {
                        refusal(canceled.cancellation_reasons())
                    }
                    _ => Err(Error::malformed("answer")),
                }
            }
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_in_progress_exception() => {
                Err(Error::Conflict { operation: "TransactWriteItems" })
            }
            Err(error) => Err(Error::from_sdk("TransactWriteItems", error)),
        }
    }

    fn submission(
        &self,
        id: &ApplicationId,
        checked: u64,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, BuildError> {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let number = |number: u64| AttributeValue::N(number.to_string());
        let every_section: String =
            Section::ALL.iter().map(|section| format!(" AND attribute_exists({})", version_of(*section))).collect();
        let received = Status::Received.as_str();
        let since = now.to_string();

        let draft = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression(format!(
                "SET #status = :received, #reference = :reference, submitted_at = :now, updated_at = :now, \
                 version = :next, {} = :received, {} = :now REMOVE {}",
                keys::STATUS_GROUP,
                keys::STATUS_SINCE,
                keys::EXPIRES_AT,
            ))
            .condition_expression(format!("#status = :draft AND version = :checked{every_section}"))
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":received", text(received))
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":reference", text(reference.as_str()))
            .expression_attribute_values(":now", text(&since))
            .expression_attribute_values(":checked", number(checked))
            .expression_attribute_values(":next", number(checked.saturating_add(1)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()?;
        let claim = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::reference(reference)))
            .item("entity_type", text("reference"))
            .item("application_id", text(id.as_str()))
            .item("claimed_at", text(&since))
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .build()?;
        let history = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::history(id, 1)))
            .item("entity_type", text("history"))
            .item("at", text(&since))
            .item("by", text("applicant"))
            .item("from", text(Status::Draft.as_str()))
            .item("to", text(received))
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .build()?;
        Ok(vec![
            TransactWriteItem::builder().update(draft).build(),
            TransactWriteItem::builder().put(claim).build(),
            TransactWriteItem::builder().put(history).build(),
        ])
    }
}

/// Reads why the transaction was canceled: a reason for each of its items, in their order.
fn refusal(reasons: &[CancellationReason]) -> Result<SubmitOutcome, Error> {
    let failed = |reason: &&CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    if let Some(draft) = reasons.first().filter(failed) {
        return draft.item.clone().map(application).transpose().map(SubmitOutcome::Refused);
    }
    if reasons.get(1).filter(failed).is_some() {
        return Ok(SubmitOutcome::ReferenceTaken);
    }
    let operation = "TransactWriteItems";
    let code = reasons.iter().filter_map(CancellationReason::code).find(|code| *code != "None");
    match code {
        Some("TransactionConflict") => Err(Error::Conflict { operation }),
        _ => Err(Error::unavailable(operation, code.unwrap_or("canceled without a reason"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused_for(codes: [&str; 3]) -> Result<SubmitOutcome, Error> {
        refusal(&codes.map(|code| CancellationReason::builder().code(code).build()))
    }

    #[test]
    fn a_draft_that_is_not_as_it_was_checked_comes_first() {
        for claim in ["None", "ConditionalCheckFailed"] {
            let refused = refused_for(["ConditionalCheckFailed", claim, "None"]);
            assert!(matches!(refused, Ok(SubmitOutcome::Refused(None))), "{refused:?}");
        }
    }

    #[test]
    fn a_claim_that_fails_alone_means_that_the_reference_is_taken() {
        assert!(matches!(refused_for(["None", "ConditionalCheckFailed", "None"]), Ok(SubmitOutcome::ReferenceTaken)));
    }

    #[test]
    fn others_who_are_writing_are_told_from_a_table_that_refuses() {
        assert!(matches!(refused_for(["None", "TransactionConflict", "None"]), Err(Error::Conflict { .. })));
        let Err(error) = refused_for(["None", "None", "ThrottlingError"]) else { panic!("not an error") };
        assert_eq!(error.to_string(), "TransactWriteItems failed: ThrottlingError");
        assert!(matches!(refusal(&[]), Err(Error::Unavailable { .. })));
    }
}
