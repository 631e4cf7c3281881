//! Drafts, saved one section at a time with one request each.

use crate::conditions::failed_condition;
use crate::current::{HolderView, held_by, values_with_link};
use crate::items::{Item, application, attributes, number, text, time, unix, version_of};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use shared::application::{Application, CurrentLink, Draft, Holder, SavedSection, SectionAnswers, Status};
use shared::fields::Section;
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// The outcome of saving a section.
#[derive(Debug)]
pub enum SaveOutcome {
    /// The section is stored. This is the application now.
    Saved(Application),
    /// Nothing was stored, because the section has changed since it was shown, or there is no longer a draft for this
    /// link. This is the holder's current view.
    Stale(HolderView),
    /// Nothing was stored, because an earlier application had this id. Start again with a new id.
    UsedBefore,
}

/// A section to save.
#[derive(Debug, Clone, Copy)]
pub struct SaveSection<'a> {
    /// The answers.
    pub answers: &'a SectionAnswers,
    /// The version of the section that the applicant was shown, 0 if it was empty. A section that has changed since is
    /// not overwritten.
    pub expected_version: u64,
    /// The current time.
    pub at: Timestamp,
    /// When the draft expires.
    pub expires: Timestamp,
    /// Whether the form's invisible field was filled in, a sign of spam.
    pub hidden_field: bool,
}

impl Store {
    /// Saves a section of a draft. The first section creates the draft; the others need one.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn save_section(&self, holder: &Holder, section: SaveSection<'_>) -> Result<SaveOutcome, Error> {
        let update = SectionUpdate::new(holder, section)?;
        if section.expected_version == 0 && section.answers.section() == Section::Organization && holder.link.is_none()
        {
            return self.create_draft(holder, section, update).await;
        }
        let request = self
            .update_item(keys::application(&holder.id))
            .update_expression(update.expression)
            .condition_expression(update.condition)
            .set_expression_attribute_names(Some(update.names))
            .set_expression_attribute_values(Some(update.values))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(saved) => {
                let item = saved.attributes.ok_or(Error::malformed("saved draft"))?;
                application(&item).map(SaveOutcome::Saved)
            }
            Err(error) => HolderView::of(failed_condition(error)?, holder, section.at).map(SaveOutcome::Stale),
        }
    }

    /// Creates a draft under an id that was never used: a history outlives its application, and would be attributed to
    /// the new one.
    async fn create_draft(
        &self,
        holder: &Holder,
        section: SaveSection<'_>,
        update: SectionUpdate,
    ) -> Result<SaveOutcome, Error> {
        let id = &holder.id;
        let unused = format!("attribute_not_exists({})", keys::PARTITION);
        let draft = self
            .new_update(keys::application(id))
            .update_expression(&update.expression)
            .condition_expression(&unused)
            .set_expression_attribute_names(Some(update.names.clone()))
            .set_expression_attribute_values(Some(update.values_without_condition()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let no_history = self.new_check(keys::history(id, 1)).condition_expression(unused);
        match self.transact(vec![draft.into_write()?, no_history.into_write()?]).await? {
            Transaction::Committed => Ok(SaveOutcome::Saved(Application::Draft(Box::new(Draft {
                id: id.clone(),
                version: 1,
                created_at: section.at,
                updated_at: section.at,
                expires_at: Some(section.expires),
                link: CurrentLink::default(),
                link_not_sent_at: None,
                sections: vec![SavedSection { version: 1, answers: section.answers.clone() }],
            })))),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                Ok(match HolderView::of(reasons.item(0), holder, section.at)? {
                    // An expired application that DynamoDB has not removed yet.
                    HolderView::Unknown => SaveOutcome::UsedBefore,
                    current => SaveOutcome::Stale(current),
                })
            }
            Transaction::Canceled(reasons) if reasons.condition_failed(1) => Ok(SaveOutcome::UsedBefore),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }
}

/// The expressions that save a section.
struct SectionUpdate {
    expression: String,
    condition: String,
    names: HashMap<String, String>,
    values: Item,
}

impl SectionUpdate {
    fn new(holder: &Holder, section: SaveSection<'_>) -> Result<Self, Error> {
        let SaveSection { answers, expected_version, .. } = section;
        let new_values = attributes(answers)?;
        let values = [
            (":entity", text("application")),
            (":draft", text(Status::Draft.as_str())),
            (":zero", number(0)),
            (":one", number(1)),
            (":now", time(section.at)),
            (":expires", unix(section.expires)),
            (":unix", unix(section.at)),
            (":next", number(expected_version.saturating_add(1))),
        ];
        let mut update = Self {
            expression: format!(
                "SET entity_type = :entity, #status = :draft, version = if_not_exists(version, :zero) + :one, \
                 created_at = if_not_exists(created_at, :now), updated_at = :now, {} = :expires, #seen = :next",
                keys::EXPIRES_AT
            ),
            // The draft has not expired, its section is as it was shown, and the holder's link is the current one.
            condition: format!(
                "#status = :draft AND {} > :unix AND {} AND {}",
                keys::EXPIRES_AT,
                if expected_version == 0 { "attribute_not_exists(#seen)" } else { "#seen = :seen" },
                held_by(holder)
            ),
            names: HashMap::from([
                ("#status".to_owned(), "status".to_owned()),
                ("#seen".to_owned(), version_of(answers.section())),
            ]),
            values: values_with_link(values, holder),
        };
        if expected_version > 0 {
            update.values.insert(":seen".to_owned(), number(expected_version));
        }
        if section.hidden_field {
            update.expression.push_str(", hidden_field = :true");
            update.values.insert(":true".to_owned(), AttributeValue::Bool(true));
        }
        update.set_answers(answers, new_values);
        Ok(update)
    }

    /// Sets the answers, and removes the section's other attributes.
    fn set_answers(&mut self, answers: &SectionAnswers, new_values: Item) {
        let fields = answers.section().fields().iter().map(|field| field.name);
        let removed: Vec<String> =
            fields.filter(|name| !new_values.contains_key(*name)).map(|name| self.name(name)).collect();
        for (attribute, value) in new_values {
            let name = self.name(&attribute);
            self.values.insert(format!(":{attribute}"), value);
            self.expression.push_str(&format!(", {name} = :{attribute}"));
        }
        if !removed.is_empty() {
            self.expression.push_str(&format!(" REMOVE {}", removed.join(", ")));
        }
    }

    /// Returns the values without those of the condition, which a first section does not use: DynamoDB rejects unused
    /// values.
    fn values_without_condition(mut self) -> Item {
        self.values.remove(":unix");
        self.values
    }

    /// Returns a placeholder, because an attribute's name may be a reserved word.
    fn name(&mut self, attribute: &str) -> String {
        let placeholder = format!("#{attribute}");
        self.names.insert(placeholder.clone(), attribute.to_owned());
        placeholder
    }
}
