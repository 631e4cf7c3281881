//! Drafts: a section at a time, in one request each.

use crate::conditions::refused;
use crate::current::{Current, held_by, link_value};
use crate::items::{Item, application, attributes, version_of};
use crate::transaction::Transacted;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use shared::application::{Application, CurrentLink, Draft, Holder, Saved, SectionAnswers, Status};
use shared::fields::Section;
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// What became of a section that was to be saved.
#[derive(Debug)]
pub enum SaveOutcome {
    /// It is stored; so is this application.
    Saved(Application),
    /// It was not stored, for the section has changed since it was shown, the application was sent, or the draft has
    /// expired or was deleted. This is what there is now.
    Stale(Current),
    /// It was not stored, for another application was at this link before. Begin at another.
    UsedBefore,
}

/// A section that is to be saved.
#[derive(Debug, Clone, Copy)]
pub struct SaveSection<'a> {
    /// What was answered.
    pub answers: &'a SectionAnswers,
    /// The section's version that the applicant was shown, 0 if there was none: a section that has changed since is not
    /// overwritten.
    pub seen: u64,
    /// When.
    pub at: Timestamp,
    /// From when on the draft may be removed.
    pub expires: Timestamp,
    /// Whether a field was filled in that nobody can see.
    pub hidden_field: bool,
}

impl Store {
    /// Stores a section of a draft. The first section begins the draft; the others are refused if there is none.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn save_section(&self, holder: &Holder, saving: SaveSection<'_>) -> Result<SaveOutcome, Error> {
        let update = SectionUpdate::new(holder, saving)?;
        if saving.seen == 0 && saving.answers.section() == Section::Organization && holder.link.is_none() {
            return self.begin_draft(holder, saving, update).await;
        }
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(&holder.id)))
            .update_expression(update.expression)
            .condition_expression(update.condition)
            .set_expression_attribute_names(Some(update.names))
            .set_expression_attribute_values(Some(update.values))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(saved) => {
                let item = saved.attributes.ok_or(Error::malformed("saved draft"))?;
                application(item).map(SaveOutcome::Saved)
            }
            Err(error) => Current::of(refused(error)?, holder, saving.at).map(SaveOutcome::Stale),
        }
    }

    /// Starts a draft. Fails if the id was ever used, because a history outlives its application.
    async fn begin_draft(
        &self,
        holder: &Holder,
        saving: SaveSection<'_>,
        update: SectionUpdate,
    ) -> Result<SaveOutcome, Error> {
        let id = &holder.id;
        let unused = format!("attribute_not_exists({})", keys::PARTITION);
        let draft = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression(&update.expression)
            .condition_expression(&unused)
            .set_expression_attribute_names(Some(update.names.clone()))
            .set_expression_attribute_values(Some(update.first_values()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        let no_history = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(keys::history(id, 1)))
            .condition_expression(&unused)
            .build();
        let unwritable = |error| Error::unwritable("draft", error);
        let writes = vec![
            TransactWriteItem::builder().update(draft.map_err(unwritable)?).build(),
            TransactWriteItem::builder().condition_check(no_history.map_err(unwritable)?).build(),
        ];
        match self.transact(writes).await? {
            Transacted::Done => Ok(SaveOutcome::Saved(Application::Draft(Box::new(Draft {
                id: id.clone(),
                version: 1,
                created_at: saving.at,
                updated_at: saving.at,
                expires_at: Some(saving.expires),
                link: CurrentLink::default(),
                link_not_sent_at: None,
                sections: vec![Saved { version: 1, answers: saving.answers.clone() }],
            })))),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => {
                Ok(match Current::of(reasons.item(0), holder, saving.at)? {
                    // One that has expired and was not removed yet.
                    Current::Unknown => SaveOutcome::UsedBefore,
                    current => SaveOutcome::Stale(current),
                })
            }
            Transacted::Canceled(reasons) if reasons.refused(1) => Ok(SaveOutcome::UsedBefore),
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }
}

/// The expressions that store a section.
struct SectionUpdate {
    expression: String,
    condition: String,
    names: HashMap<String, String>,
    values: Item,
}

impl SectionUpdate {
    fn new(holder: &Holder, saving: SaveSection<'_>) -> Result<Self, Error> {
        let SaveSection { answers, seen, .. } = saving;
        let given = attributes(answers)?;
        let mut update = Self {
            expression: format!(
                "SET entity_type = :entity, #status = :draft, version = if_not_exists(version, :zero) + :one, \
                 created_at = if_not_exists(created_at, :now), updated_at = :now, {} = :expires, #seen = :next",
                keys::EXPIRES_AT
            ),
            // A draft that has not expired, whose section is as it was shown, by a link that still leads to it.
            condition: format!(
                "#status = :draft AND {} > :unix AND {} AND {}",
                keys::EXPIRES_AT,
                if seen == 0 { "attribute_not_exists(#seen)" } else { "#seen = :seen" },
                held_by(holder)
            ),
            names: HashMap::from([
                ("#status".to_owned(), "status".to_owned()),
                ("#seen".to_owned(), version_of(answers.section())),
            ]),
            values: HashMap::from([
                (":entity".to_owned(), AttributeValue::S("application".to_owned())),
                (":draft".to_owned(), AttributeValue::S(Status::Draft.as_str().to_owned())),
                (":zero".to_owned(), AttributeValue::N("0".to_owned())),
                (":one".to_owned(), AttributeValue::N("1".to_owned())),
                (":now".to_owned(), AttributeValue::S(saving.at.to_string())),
                (":expires".to_owned(), AttributeValue::N(saving.expires.unix().to_string())),
                (":unix".to_owned(), AttributeValue::N(saving.at.unix().to_string())),
                (":next".to_owned(), AttributeValue::N(seen.saturating_add(1).to_string())),
            ]),
        };
        update.values.extend(link_value(holder));
        if seen > 0 {
            update.values.insert(":seen".to_owned(), AttributeValue::N(seen.to_string()));
        }
        if saving.hidden_field {
            update.expression.push_str(", hidden_field = :true");
            update.values.insert(":true".to_owned(), AttributeValue::Bool(true));
        }
        update.set_answers(answers, given);
        Ok(update)
    }

    /// Sets what was answered, and removes what no longer is.
    fn set_answers(&mut self, answers: &SectionAnswers, given: Item) {
        let fields = answers.section().fields().iter();
        let removed: Vec<String> = fields
            .map(|field| field.name)
            .filter(|name| !given.contains_key(*name))
            .map(|name| self.name(name))
            .collect();
        for (attribute, value) in given {
            let name = self.name(&attribute);
            self.values.insert(format!(":{attribute}"), value);
            self.expression.push_str(&format!(", {name} = :{attribute}"));
        }
        if !removed.is_empty() {
            self.expression.push_str(&format!(" REMOVE {}", removed.join(", ")));
        }
    }

    /// The values that a first section needs: DynamoDB refuses those that no expression uses.
    fn first_values(mut self) -> Item {
        self.values.remove(":unix");
        self.values
    }

    /// A placeholder, for attributes may bear reserved words.
    fn name(&mut self, attribute: &str) -> String {
        let placeholder = format!("#{attribute}");
        self.names.insert(placeholder.clone(), attribute.to_owned());
        placeholder
    }
}
