//! Drafts, saved one section at a time with one request each.

use crate::answers::{attribute, version_of};
use crate::conditions::failed_condition;
use crate::current::{HolderView, held_by, values_with_link};
use crate::items::{Item, application, number, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use shared::application::{Answers, Application, CurrentLink, Draft, Holder, Status};
use shared::timestamp::Timestamp;
use std::collections::{BTreeMap, HashMap};

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
    /// The name of the section.
    pub name: &'a str,
    /// Whether it is the first section of the form.
    pub is_first: bool,
    /// The answers.
    pub answers: &'a Answers,
    /// Attributes to remove: unanswered questions of this section, and questions of others that are no longer asked.
    pub removed: &'a [String],
    /// The version of the form.
    pub form_version: &'a str,
    /// Earlier sections on whose answers this one depends, with the versions that were read.
    pub depends_on: &'a [(String, u64)],
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
        if section.expected_version == 0 && section.is_first && holder.link.is_none() {
            match self.create_draft(holder, section, SectionUpdate::new(holder, section)).await? {
                // The form had another first section when the draft began.
                SaveOutcome::Stale(HolderView::Application(Application::Draft(draft)))
                    if !draft.section_versions.contains_key(section.name) => {}
                outcome => return Ok(outcome),
            }
        }
        let update = SectionUpdate::new(holder, section);
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
                link_email: None,
                link_not_sent_at: None,
                section_versions: BTreeMap::from([(section.name.to_owned(), 1)]),
                answers: section.answers.clone(),
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
    fn new(holder: &Holder, section: SaveSection<'_>) -> Self {
        let SaveSection { expected_version, .. } = section;
        let values = [
            (":entity", text("application")),
            (":draft", text(Status::Draft.as_str())),
            (":zero", number(0)),
            (":one", number(1)),
            (":now", time(section.at)),
            (":expires", unix(section.expires)),
            (":unix", unix(section.at)),
            (":next", number(expected_version.saturating_add(1))),
            (":form_version", text(section.form_version)),
        ];
        let mut update = Self {
            expression: format!(
                "SET entity_type = :entity, #status = :draft, version = if_not_exists(version, :zero) + :one, \
                 created_at = if_not_exists(created_at, :now), updated_at = :now, form_version = :form_version, \
                 {} = :expires, #seen = :next",
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
                ("#seen".to_owned(), version_of(section.name)),
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
        update.depend_on(section.depends_on);
        update.set_answers(section);
        update
    }

    /// Requires that other sections are as they were read.
    fn depend_on(&mut self, sections: &[(String, u64)]) {
        for (index, (section, version)) in sections.iter().enumerate() {
            self.names.insert(format!("#d{index}"), version_of(section));
            if *version == 0 {
                self.condition.push_str(&format!(" AND attribute_not_exists(#d{index})"));
            } else {
                self.values.insert(format!(":d{index}"), number(*version));
                self.condition.push_str(&format!(" AND #d{index} = :d{index}"));
            }
        }
    }

    /// Sets the answers, and removes other attributes. Placeholders are short, because an expression has at most 4 KB;
    /// names are never written out, because they may be reserved words.
    fn set_answers(&mut self, section: SaveSection<'_>) {
        for (index, (name, answer)) in section.answers.iter().enumerate() {
            self.names.insert(format!("#a{index}"), name.to_owned());
            self.values.insert(format!(":a{index}"), attribute(answer));
            self.expression.push_str(&format!(", #a{index} = :a{index}"));
        }
        for (index, name) in section.removed.iter().enumerate() {
            self.names.insert(format!("#r{index}"), name.clone());
            self.expression.push_str(&format!("{} #r{index}", if index == 0 { " REMOVE" } else { "," }));
        }
    }

    /// Returns the values without those of the condition, which a first section does not use: DynamoDB rejects unused
    /// values.
    fn values_without_condition(mut self) -> Item {
        self.values.remove(":unix");
        self.values
    }
}
