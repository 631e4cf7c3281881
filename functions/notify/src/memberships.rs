//! The daily run: reminds members to renew, lets memberships fall due and lapse, and reminds of open invoices.
//!
//! What there is to do follows from the register and the date (`RenewalStep`), and each message has a key of its own. So a
//! run that failed can be repeated, and one that never came is made up for by the next.

use crate::Notify;
use crate::deadline::Deadline;
use crate::delivery::{Delivery, MemberLinkTerms};
use crate::failures::Error;
use crate::messages::{self, MessageKind, dues_open, lapsed, renewal};
use crate::quoting;
use crate::register::Proposed;
use crate::rendering::TemplateContext;
use shared::applicant::Date;
use shared::application::Reference;
use shared::member::{Member, MemberRole, RegisterRow, RenewalStep};
use shared::site::{Dues, Renewal};
use shared::timestamp::Timestamp;
use store::{MemberChange, MemberOutcome};

/// The days for which the link in a reminder works after the days of grace, so that a member that lapsed can come back.
const LINK_DAYS: i64 = 30;

impl Notify {
    /// Does what is due today. Safe to repeat. One failure does not hold up the other members.
    pub(crate) async fn run_daily(&self, deadline: &Deadline) -> Result<(), Error> {
        let today = Date::of(self.clock.now());
        let mut failed = None;
        for row in self.store.register().await? {
            deadline.check_start()?;
            let outcome = async {
                if let Some(renewal) = &self.members.renewal {
                    self.renew_step(&row, renewal, today, deadline).await?;
                }
                match &self.members.dues {
                    Some(dues) => self.remind_of_dues(&row, dues, today, deadline).await,
                    None => Ok(()),
                }
            };
            failed = outcome.await.err().or(failed);
        }
        failed.map_or(Ok(()), Err)
    }

    async fn renew_step(
        &self,
        row: &RegisterRow,
        renewal: &Renewal,
        today: Date,
        deadline: &Deadline,
    ) -> Result<(), Error> {
        let Some(step) = RenewalStep::of(&row.listing, renewal, today) else { return Ok(()) };
        let Some(member) = self.store.member(&row.listing.reference).await? else { return Ok(()) };
        // The row may be older than the member.
        if RenewalStep::of(&member.listing(), renewal, today) != Some(step) {
            return Ok(());
        }
        match step {
            RenewalStep::Remind(before) => self.remind(&member, before, renewal, deadline).await,
            RenewalStep::FallDue => match self.change(&member, &MemberChange::FallDue).await? {
                Some(member) if renewal.remind_days.contains(&0) => self.remind(&member, 0, renewal, deadline).await,
                _ => Ok(()),
            },
            RenewalStep::Lapse => match self.change(&member, &MemberChange::Lapse).await? {
                Some(member) => self.tell_of_lapse(&member, deadline).await,
                None => Ok(()),
            },
            RenewalStep::TellStaff => self.tell_of_lapse(&member, deadline).await,
        }
    }

    /// Changes a member. Returns `None` if somebody else was faster; the next run sees what they did.
    async fn change(&self, member: &Member, change: &MemberChange) -> Result<Option<Member>, Error> {
        let action = change.action().as_str();
        match self.store.change_member(member, None, change, self.clock.now()).await? {
            MemberOutcome::Done(member) => {
                tracing::info!(member.reference = member.reference.as_str(), action, "schedule changed a member");
                Ok(Some(*member))
            }
            MemberOutcome::Rejected(_) => Ok(None),
        }
    }

    async fn remind(&self, member: &Member, before: u16, terms: &Renewal, deadline: &Deadline) -> Result<(), Error> {
        let Some(renews_on) = member.renews_on else { return Ok(()) };
        let Some(person) = member.correspondent() else {
            tracing::warn!(member.reference = member.reference.as_str(), "nobody to remind of the renewal");
            return Ok(());
        };
        let lapses_on = renews_on.plus_days(i64::from(terms.grace_days));
        let last_day = lapses_on.plus_days(LINK_DAYS);
        let link = MemberLinkTerms {
            reference: member.reference.clone(),
            mailbox: person.email.mailbox(),
            occasion: renews_on.to_string(),
            until: end_of(last_day),
        };
        let context = TemplateContext {
            link_until: Some(self.date(last_day)),
            date: Some(self.date(renews_on)),
            lapses_on: Some(self.date(lapses_on)),
            name: quoting::person_name(&person.name),
            ..self.member_context(member)
        };
        let name = format!("{}#{renews_on}#{before}", renewal::KIND.name);
        let to = person.email.clone();
        self.deliver(self.to_representative(&renewal::KIND, name, to, context, link), deadline).await
    }

    async fn tell_of_lapse(&self, member: &Member, deadline: &Deadline) -> Result<(), Error> {
        let renews_on = member.renews_on.map(|date| date.to_string()).unwrap_or_default();
        let context =
            TemplateContext { date: member.renews_on.map(|date| self.date(date)), ..self.member_context(member) };
        self.tell_staff(&lapsed::KIND, &renews_on, member.reference.clone(), context, deadline).await
    }

    /// Tells staff what a member wants to change in its public entry.
    pub(crate) async fn tell_of_proposal(&self, proposed: Proposed, deadline: &Deadline) -> Result<(), Error> {
        let Proposed { reference, name, at } = proposed;
        let context = TemplateContext {
            reference: Some(reference.to_string()),
            organization: Some(quoting::defang(&name)),
            ..TemplateContext::default()
        };
        self.tell_staff(&messages::proposed::KIND, &at, reference, context, deadline).await
    }

    async fn tell_staff(
        &self,
        kind: &'static MessageKind,
        occasion: &str,
        reference: Reference,
        context: TemplateContext,
        deadline: &Deadline,
    ) -> Result<(), Error> {
        let Some(staff) = self.settings.mail.staff.clone() else { return Ok(()) };
        let name = format!("{}#{occasion}", kind.name);
        self.deliver(Delivery::about_member(kind, reference, name, staff, context), deadline).await
    }

    /// Reminds a member of each invoice that is open for too long.
    async fn remind_of_dues(
        &self,
        row: &RegisterRow,
        dues: &Dues,
        today: Date,
        deadline: &Deadline,
    ) -> Result<(), Error> {
        let Some(after) = dues.remind_after_days else { return Ok(()) };
        let open = row.dues.iter().filter(|(_, dues)| dues.state.is_open());
        for (year, of_year) in open.filter(|(_, dues)| dues.on.days_until(today) >= i64::from(after)) {
            let Some(member) = self.store.member(&row.listing.reference).await? else { return Ok(()) };
            if !member.status.is_member() || member.dues.get(year) != Some(of_year) {
                continue;
            }
            let billing = member.representatives.iter().find(|person| person.roles.contains(&MemberRole::Billing));
            let Some(person) = billing.or_else(|| member.correspondent()) else { continue };
            let last_day = today.plus_days(LINK_DAYS);
            let link = MemberLinkTerms {
                reference: member.reference.clone(),
                mailbox: person.email.mailbox(),
                occasion: format!("dues {year}"),
                until: end_of(last_day),
            };
            let amount = format!("{} {}", dues.currency, self.locale.number(of_year.amount as usize));
            let context = TemplateContext {
                link_until: Some(self.date(last_day)),
                date: Some(self.date(of_year.on)),
                year: Some(year.clone()),
                amount: Some(amount),
                name: quoting::person_name(&person.name),
                ..self.member_context(&member)
            };
            let name = format!("{}#{year}", dues_open::KIND.name);
            let to = person.email.clone();
            self.deliver(self.to_representative(&dues_open::KIND, name, to, context, link), deadline).await?;
        }
        Ok(())
    }

    /// Returns what every message about a member says.
    pub(crate) fn member_context(&self, member: &Member) -> TemplateContext {
        TemplateContext {
            reference: Some(member.reference.to_string()),
            organization: Some(quoting::defang(member.profile.known_name())),
            ..TemplateContext::default()
        }
    }

    fn date(&self, date: Date) -> String {
        self.locale.date(&date.to_string())
    }
}

/// Returns when a day ends, in UTC.
fn end_of(date: Date) -> Timestamp {
    let days = Date::of(Timestamp::from_unix(0)).days_until(date).saturating_add(1);
    Timestamp::from_unix(days.saturating_mul(86_400))
}
