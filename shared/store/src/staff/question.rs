//! The applicant's answer to a question of staff.

use crate::current::HolderView;
use crate::items::{read, text, time};
use crate::staff::Exchange;
use crate::transaction::IntoWrite;
use crate::transition::{ActOutcome, QUESTION, Step, lead};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::TransactWriteItem;
use shared::application::history::Head;
use shared::application::{Action, Application, ApplicationId, Holder, Question, Retention};
use shared::timestamp::Timestamp;

/// The outcome of an answer.
#[derive(Debug)]
pub enum AnswerOutcome {
    /// The answer is stored, and the application is back in review; this is the head of its history.
    Answered(Head),
    /// Nothing changed, because the question is not open, or the application kept changing. This is the holder's current
    /// view. It has no open question if an earlier attempt stored the answer.
    Refused(HolderView),
}

impl Store {
    /// Answers the open question for its applicant, if it is the one of this number, and puts the application back in
    /// review.
    ///
    /// # Errors
    /// When the table can't be reached, an item is malformed, or other writes keep conflicting.
    pub async fn answer_question(
        &self,
        holder: &Holder,
        asked: u32,
        answer: &str,
        at: Timestamp,
        retention: Retention,
    ) -> Result<AnswerOutcome, Error> {
        let view = HolderView::of(self.get_item(keys::application(&holder.id)).await?, holder, at)?;
        let HolderView::Application(Application::Submitted(application)) = view else {
            return Ok(AnswerOutcome::Refused(view));
        };
        let question = application.review.question.clone().filter(|question| question.number == asked);
        let question = question.filter(|_| lead(&application, Action::Answer).is_some());
        let Some(Question { number, .. }) = question else {
            return Ok(AnswerOutcome::Refused(HolderView::Application(Application::Submitted(application))));
        };
        let removed = QUESTION.map(str::to_owned).to_vec();
        let step = Step { action: Action::Answer, person: None, at, retention, set: Vec::new(), removed };
        let own = |_| self.put_answer(&holder.id, number, answer, at).map(|put| vec![put]);
        match self
            .take_step(
                &application,
                &step,
                &|read, now| read.link == now.link && read.review.question == now.review.question,
                &own,
            )
            .await?
        {
            ActOutcome::Done(head) => Ok(AnswerOutcome::Answered(head)),
            ActOutcome::Rejected(now) => Ok(AnswerOutcome::Refused(HolderView::seen(now, holder, at))),
        }
    }

    /// Returns the questions to an applicant, oldest first.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn exchanges(&self, id: &ApplicationId) -> Result<Vec<Exchange>, Error> {
        let query = self.query_beginning(&keys::partition(id), keys::EXCHANGE);
        let mut items = query.into_paginator().items().send();
        let mut exchanges = Vec::new();
        while let Some(item) = items.next().await {
            exchanges.push(read(&item.map_err(|error| Error::from_sdk("Query", error))?, "exchange")?);
        }
        Ok(exchanges)
    }

    fn put_answer(
        &self,
        id: &ApplicationId,
        number: u32,
        answer: &str,
        at: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        self.new_update(keys::exchange(id, number))
            .update_expression("SET entity_type = :entity, answer = :answer, answered_at = :at")
            .expression_attribute_values(":entity", text("exchange"))
            .expression_attribute_values(":answer", text(answer))
            .expression_attribute_values(":at", time(at))
            .into_write()
    }
}
