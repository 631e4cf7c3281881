//! Whether a membership can be renewed now, and what the member agrees to.

use crate::Membership;
use shared::applicant::Date;
use shared::form::core::CoreQuestion;
use shared::form::{Field, FieldKind};
use shared::member::{Member, MemberStatus, next_renewal};

/// A renewal that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Renewal {
    /// The date by which the membership has to be renewed.
    pub(crate) of: Date,
    /// Until when it goes on then.
    pub(crate) until: Date,
}

impl Membership {
    /// Returns the renewal that is open today: from the first reminder on, and for a member that lapsed.
    pub(crate) fn renewal(&self, member: &Member) -> Option<Renewal> {
        let opens = i64::from(self.members.renewal_opens()?);
        let (of, today) = (member.renews_on?, Date::of(self.clock.now()));
        let is_open = match member.status {
            MemberStatus::Active => today.days_until(of) <= opens,
            MemberStatus::Due | MemberStatus::Lapsed => true,
            MemberStatus::Ended => false,
        };
        is_open.then(|| Renewal { of, until: next_renewal(of, today) })
    }

    /// Returns the declarations that a member agrees to anew: those of the site's own form.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = &Field> {
        let agreements = self.form.fields().filter(|field| matches!(field.kind, FieldKind::Agreement));
        agreements.filter(|field| CoreQuestion::named(&field.name).is_none())
    }
}
