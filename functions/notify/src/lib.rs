//! Processes the table's stream: checks applications for spam, links look-alikes and sends messages.
//!
//! A submitted application is checked for signs of spam and, unless it is suspect, linked with applications that may be
//! the same organization's (`changes.rs`). Messages to applicants and staff follow from changes (`messages.rs`) and
//! from an hourly run (`hourly.rs`). Those about decisions wait until the decisions can't be undone
//! (`decisions.rs`). A change of the register publishes the directory (`register.rs`). A daily run follows memberships
//! (`memberships.rs`). The same function processes SES's bounces and complaints (`returned.rs`). Lambda may deliver a record more than once, so processing is idempotent.

mod changes;
mod deadline;
mod decisions;
mod delivery;
mod domains;
mod failures;
mod hourly;
mod link_requests;
mod lists;
mod log_identity;
mod look_alikes;
mod mailer;
mod member_requests;
mod memberships;
mod message;
mod messages;
mod names;
mod quoting;
mod record;
mod register;
mod rendering;
mod reports;
mod return_requests;
mod returned;
mod settings;
mod summary;
mod suspicion;

pub use deadline::{BATCH_LIMIT, SEND_CUTOFF, START_CUTOFF};
pub use decisions::DecisionQueue;
pub use mailer::{Mailer, SES_LIMITS, SendError};
pub use record::{BatchResponse, Event, ReportError};
pub use settings::Settings;

use deadline::Deadline;
use failures::Error;
use record::{Change, Record};
use rendering::Templates;
use serde::Deserialize;
use serde_json::Value;
use shared::applicant::EmailAddress;
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::html;
use shared::site::{FormDigest, Locale, Members, Site};
use std::time::Duration;
use store::Store;

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Back-off before a batch fails because of a message. Lambda retries at once, and would use up its attempts before a claim
/// goes stale or SES recovers.
pub const BACK_OFF: Duration = Duration::from_secs(2);

/// The function's handler.
#[derive(Debug)]
pub struct Notify {
    store: Store,
    settings: Settings,
    templates: Templates,
    /// What the function knows of the form.
    form_digest: FormDigest,
    /// The association's short name and its name, as the sender of messages.
    sender: String,
    /// The address for applicants' replies.
    contact: Option<EmailAddress>,
    mailer: Mailer,
    decisions: DecisionQueue,
    /// The days within which staff want to decide.
    decision_days: Option<u16>,
    /// How the association keeps its members.
    members: Members,
    /// How the site writes dates and amounts.
    locale: Locale,
    clock: Clock,
    entropy: Entropy,
}

/// Where the function sends what follows from a change.
#[derive(Debug, Clone)]
pub struct Outlets {
    /// Messages.
    pub mailer: Mailer,
    /// Decisions that can still be undone.
    pub decisions: DecisionQueue,
}

impl Notify {
    /// Creates a handler for the stream of the table that `store` reads. It sends messages in the name of `site`.
    pub fn new(
        site: &Site,
        form_digest: FormDigest,
        store: Store,
        settings: Settings,
        outlets: Outlets,
        clock: Clock,
        entropy: Entropy,
    ) -> Self {
        let templates = Templates::new(site, html::Templates::Embedded(TEMPLATES));
        // Lists of messages on a phone cut a long name off.
        let sender = format!("{} ({})", site.short_name, site.name);
        let Outlets { mailer, decisions } = outlets;
        let contact = EmailAddress::parse(&site.contact_email).ok();
        let (members, locale) = (site.members.clone(), site.locale.clone());
        Self {
            store,
            settings,
            templates,
            form_digest,
            sender,
            contact,
            mailer,
            decisions,
            decision_days: site.decision_days,
            members,
            locale,
            clock,
            entropy,
        }
    }

    /// Returns a handler for `site` with other templates, whose words may differ from those that the crate was built with.
    #[must_use]
    pub fn with_templates(self, site: &Site, templates: html::Templates) -> Self {
        Self { templates: Templates::new(site, templates), ..self }
    }

    /// Processes the records in order: changes of the table, reports of SES or messages of the queue. An unreadable record is skipped, since it
    /// would hold up the others for good. If the table or the mail is unavailable or time runs out, the response asks
    /// Lambda to retry that change and those after it, or those messages of the queue.
    ///
    /// # Errors
    /// When a report was not processed or an hourly run was not finished, so that Lambda retries the invocation.
    pub async fn handle(&self, event: Event) -> Result<BatchResponse, ReportError> {
        let deadline = Deadline::start();
        let records = match event {
            Event::Records(records) => records,
            Event::Hourly => {
                retried(deadline.run(Box::pin(self.run_hourly(&deadline))).await)?;
                return Ok(BatchResponse::default());
            }
            Event::Daily => {
                retried(deadline.run(Box::pin(self.run_daily(&deadline))).await)?;
                return Ok(BatchResponse::default());
            }
        };
        let mut response = BatchResponse::default();
        let mut is_published = false;
        for record in records {
            if let Some((number, request)) = link_requests::read(&record, store::MEMBER_REQUEST) {
                let Some(request) = request else { continue };
                if retried(deadline.run(Box::pin(self.send_member_links(&request, &deadline))).await).is_err() {
                    return Ok(BatchResponse::failed(number));
                }
                continue;
            }
            if let Some((number, request)) = link_requests::read(&record, store::RETURN_REQUEST) {
                let Some(request) = request else { continue };
                if retried(deadline.run(Box::pin(self.send_return_links(&request, &deadline))).await).is_err() {
                    return Ok(BatchResponse::failed(number));
                }
                continue;
            }
            if let Some(change) = register::change(&record) {
                // What is published now has the later changes too.
                if !is_published && retried(deadline.run(Box::pin(self.publish_directory())).await).is_err() {
                    return Ok(BatchResponse::failed(change));
                }
                is_published = true;
                if let Some(proposed) = register::proposed(&record)
                    && retried(deadline.run(Box::pin(self.tell_of_proposal(proposed, &deadline))).await).is_err()
                {
                    return Ok(BatchResponse::failed(change));
                }
                continue;
            }
            if decisions::is_queued(&record) {
                response.extend(self.process_queued(record, &deadline).await);
                continue;
            }
            if reports::is_report(&record) {
                retried(deadline.run(Box::pin(self.process_report(record))).await)?;
                continue;
            }
            let Some(change) = read(record) else { continue };
            // Boxed, because the compiler can't lay out so deep a future within another.
            if let Err(error) = deadline.run(Box::pin(self.process_change(&change, &deadline))).await
                && failures::should_retry(&error)
            {
                if !matches!(error, Error::Table(_) | Error::DeadlineExceeded) {
                    tokio::time::sleep(BACK_OFF).await;
                }
                return Ok(BatchResponse::failed(change.sequence_number));
            }
        }
        Ok(response)
    }
}

/// Logs a failure, and returns an error if Lambda has to retry.
fn retried(outcome: Result<(), Error>) -> Result<(), ReportError> {
    match outcome {
        Err(error) if failures::should_retry(&error) => Err(ReportError),
        _ => Ok(()),
    }
}

fn read(record: Value) -> Option<Change> {
    match Record::deserialize(record) {
        Ok(record) => Some(record.change),
        Err(error) => {
            failures::record_unreadable(&error);
            None
        }
    }
}
