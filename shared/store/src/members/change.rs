//! Changes of members.

use super::read::{MOVED_TO, member as read_member};
use crate::items::{number, text};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::applicant::{Date, EmailAddress};
use shared::member::history::{Details, MemberEntry};
use shared::member::{
    Agreement, Dues, Ending, Logo, Member, MemberAction, MemberStatus, Profile, Proposal, Representative, Slug,
};
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

/// A change of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberChange {
    /// Staff change what the register says.
    Edit {
        /// What the member says about itself.
        profile: Profile,
        /// The people who act for it.
        representatives: Vec<Representative>,
        /// When it joined.
        joined_on: Date,
        /// When its membership has to be renewed.
        renews_on: Option<Date>,
        /// Whether the directory may show it.
        is_listed: bool,
        /// Its category of dues.
        category: Option<String>,
    },
    /// Staff set the logo, or remove it.
    SetLogo(Option<Logo>),
    /// The member changes its people, and its public entry or what it asks for there.
    Correct(Correction),
    /// Staff agree to the changes that the member asks for.
    Approve,
    /// Staff don't agree to them.
    Reject,
    /// Staff record what became of a year's dues.
    RecordDues {
        /// The year, four digits.
        year: String,
        /// What became of them.
        dues: Dues,
    },
    /// The date of renewal has come.
    FallDue,
    /// The days of grace have passed.
    Lapse,
    /// It stays for another year.
    Renew {
        /// Until when.
        until: Date,
        /// What the member agreed to, and what it changed; none if staff renew it.
        by_member: Option<(Agreement, Correction)>,
    },
    /// Staff end the membership.
    End(Ending),
    /// Staff take it back, from a date on.
    Readmit {
        /// The code of the reason.
        reason: String,
        /// From when on.
        on: Date,
    },
}

/// What a member says about itself and its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What the public entry should say.
    pub profile: Profile,
    /// The people who act for the member.
    pub representatives: Vec<Representative>,
    /// Whether the entry changes at once, without staff.
    pub is_published: bool,
    /// Whose link it came by.
    pub by: EmailAddress,
    /// When.
    pub at: Timestamp,
}

/// The outcome of a change of a member.
#[derive(Debug)]
pub enum MemberOutcome {
    /// It is done; this is the member now.
    Done(Box<Member>),
    /// Nothing changed, because the member has changed since it was read, or the action isn't legal. This is the member
    /// now, if there is one.
    Rejected(Option<Box<Member>>),
}

impl MemberChange {
    /// Returns the action that the history records.
    pub const fn action(&self) -> MemberAction {
        match self {
            Self::Edit { .. } | Self::SetLogo(_) => MemberAction::Edit,
            Self::Correct(_) => MemberAction::Correct,
            Self::Approve => MemberAction::Approve,
            Self::Reject => MemberAction::Reject,
            Self::RecordDues { .. } => MemberAction::RecordDues,
            Self::FallDue => MemberAction::FallDue,
            Self::Lapse => MemberAction::Lapse,
            Self::Renew { .. } => MemberAction::Renew,
            Self::End(_) => MemberAction::End,
            Self::Readmit { .. } => MemberAction::Readmit,
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::End(ending) => Some(&ending.reason),
            Self::Readmit { reason, .. } => Some(reason),
            _ => None,
        }
    }

    const fn on(&self) -> Option<Date> {
        match self {
            Self::End(ending) => Some(ending.on),
            Self::Readmit { on, .. } | Self::Renew { until: on, .. } => Some(*on),
            Self::RecordDues { dues, .. } => Some(dues.on),
            _ => None,
        }
    }

    /// Returns the names of what the change would change.
    pub fn parts(&self, member: &Member) -> Vec<String> {
        differences(member, &self.apply(member, member.status))
    }

    /// Returns the member after the change, in this status.
    fn apply(&self, member: &Member, status: MemberStatus) -> Member {
        let member = Member { status, ..member.clone() };
        match self.clone() {
            Self::Edit { profile, representatives, joined_on, renews_on, is_listed, category } => {
                Member { profile, representatives, joined_on, renews_on, is_listed, category, ..member }
            }
            Self::SetLogo(logo) => Member { logo, ..member },
            Self::Correct(correction) => correction.apply(member),
            Self::Approve => {
                let profile = member.proposal.map_or(member.profile, |proposal| proposal.profile);
                Member { profile, proposal: None, ..member }
            }
            Self::Reject => Member { proposal: None, ..member },
            Self::RecordDues { year, dues } => {
                let mut member = member;
                member.dues.insert(year, dues);
                member
            }
            Self::FallDue | Self::Lapse => member,
            Self::Renew { until, by_member } => {
                let member = Member { renews_on: Some(until), ..member };
                match by_member {
                    Some((agreement, correction)) => correction.apply(Member { agreement: Some(agreement), ..member }),
                    None => member,
                }
            }
            Self::End(ending) => Member { ending: Some(ending), ..member },
            Self::Readmit { on, .. } => {
                Member { ending: None, renews_on: member.renews_on.map(|_| on.next_year()), ..member }
            }
        }
    }
}

impl Correction {
    fn apply(self, member: Member) -> Member {
        let Self { profile, representatives, is_published, by, at } = self;
        let member = Member { representatives, ..member };
        if is_published || profile == member.profile {
            return Member { profile, proposal: None, ..member };
        }
        // Asking for the same again is no change.
        let is_same = member.proposal.as_ref().is_some_and(|proposal| proposal.profile == profile);
        if is_same { member } else { Member { proposal: Some(Proposal { profile, by, at }), ..member } }
    }
}

/// Returns the names of what differs.
fn differences(before: &Member, after: &Member) -> Vec<String> {
    let (old, new) = (&before.profile, &after.profile);
    let differs = [
        ("legal_name", old.legal_name != new.legal_name),
        ("public_name", old.public_name != new.public_name),
        ("website", old.website != new.website),
        ("country", old.country != new.country),
        ("description", old.description != new.description),
        ("facets", old.facets != new.facets),
        ("logo", before.logo != after.logo),
        ("representatives", before.representatives != after.representatives),
        ("joined_on", before.joined_on != after.joined_on),
        ("renews_on", before.renews_on != after.renews_on),
        ("is_listed", before.is_listed != after.is_listed),
        ("category", before.category != after.category),
        ("dues", before.dues != after.dues),
        ("proposal", before.proposal != after.proposal),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}

impl Store {
    /// Changes a member, with the entry of its history and all that follows from it, in one transaction. The change is
    /// rejected if the member has changed since it was read, so a repeated call is rejected too. A change of data that
    /// changes nothing is done without an entry.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn change_member(
        &self,
        read: &Member,
        by: Option<&PersonId>,
        change: &MemberChange,
        at: Timestamp,
    ) -> Result<MemberOutcome, Error> {
        let action = change.action();
        let Some(status) = action.leads_to(read.status) else {
            return Ok(MemberOutcome::Rejected(Some(Box::new(read.clone()))));
        };
        let mut member = change.apply(read, status);
        let changed = differences(read, &member);
        let needs_change = matches!(
            action,
            MemberAction::Edit
                | MemberAction::Correct
                | MemberAction::Approve
                | MemberAction::Reject
                | MemberAction::RecordDues
        );
        if needs_change && changed.is_empty() {
            return Ok(MemberOutcome::Done(Box::new(member)));
        }
        let (old, new) = (read.profile.known_name(), member.profile.known_name());
        if Slug::of(old, &read.reference) != Slug::of(new, &read.reference) {
            member.slug = self.free_slug(&member).await?;
        }
        let details = Details { changed, reason: change.reason().map(str::to_owned), on: change.on() };
        let (member, entry) = member.recorded(action, by, at, details);
        match self.transact(self.change_writes(read, &member, &entry)?).await? {
            Transaction::Committed => Ok(MemberOutcome::Done(Box::new(member))),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                let now = reasons.item(0).as_ref().map(read_member).transpose()?;
                Ok(MemberOutcome::Rejected(now.map(Box::new)))
            }
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    fn change_writes(
        &self,
        read: &Member,
        member: &Member,
        entry: &MemberEntry,
    ) -> Result<Vec<TransactWriteItem>, Error> {
        let reference = &member.reference;
        let put = self.put_record(keys::member(reference), "member", member)?;
        let put = put
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", number(read.version))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let mut writes = vec![put.into_write()?];
        writes.extend(self.member_writes(member, entry)?);
        if read.slug != member.slug {
            let moved = self.new_put(keys::slug(&read.slug), "slug");
            let moved = moved.item(MOVED_TO, text(member.slug.as_str())).item("reference", text(reference.as_str()));
            writes.push(moved.into_write()?);
        }
        Ok(writes)
    }
}
