//! The form to edit a member: what the member fills in itself, and what only staff keep.

use crate::routes::Visit;
use minijinja::{Value, context};
use shared::applicant::Date;
use shared::member::Member;
use shared::member_form::{Mistakes, Typed};
use store::MemberChange;

/// Returns what a member's form shows at first.
pub(super) fn shown(member: &Member) -> Typed {
    let mut typed = Typed::of(&member.profile, &member.representatives);
    typed.set("joined_on", &member.joined_on.to_string());
    typed.set("renews_on", &member.renews_on.map(|date| date.to_string()).unwrap_or_default());
    typed.set("is_listed", if member.is_listed { "yes" } else { "" });
    typed.set("category", member.category.as_deref().unwrap_or_default());
    typed
}

/// Returns the change that a form asks for.
///
/// # Errors
/// The mistakes.
pub(super) fn parse(visit: &Visit<'_>, typed: &Typed) -> Result<MemberChange, Mistakes> {
    let mut mistakes = Mistakes::default();
    let profile = typed.profile(&super::form(visit), &mut mistakes);
    let joined_on = mistakes.required("joined_on", typed.first("joined_on"), Date::parse);
    let renews_on = mistakes.optional("renews_on", typed.first("renews_on"), Date::parse);
    let category = Some(typed.first("category")).filter(|name| !name.is_empty());
    if category.is_some_and(|name| visit.ctx.members.category(name).is_none()) {
        mistakes.add("category", "choice");
    }
    let representatives = typed.people(&mut mistakes);
    let (Some(profile), Some(joined_on), true) = (profile, joined_on, mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let (is_listed, category) = (typed.first("is_listed") == "yes", category.map(str::to_owned));
    Ok(MemberChange::Edit { profile, representatives, joined_on, renews_on, is_listed, category })
}

/// Returns the values of the page.
pub(super) fn values(visit: &Visit<'_>, typed: &Typed, mistakes: &Mistakes) -> Value {
    let categories = visit.ctx.members.dues.iter().flat_map(|dues| &dues.categories).map(|category| {
        let is_chosen = typed.first("category") == category.name;
        context! { value => category.name.as_str(), label => category.label.as_str(), chosen => is_chosen }
    });
    context! {
        joined_on => typed.first("joined_on"),
        renews_on => typed.first("renews_on"),
        is_listed => typed.first("is_listed") == "yes",
        categories => categories.collect::<Vec<_>>(),
        ..typed.values(&super::form(visit), mistakes),
    }
}
