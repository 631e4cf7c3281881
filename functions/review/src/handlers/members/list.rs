//! The list of members.

use super::words;
use crate::errors::PageResult;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::{Value, context};
use shared::failure::Failure;
use shared::form_words::FormWords;
use shared::member::directory::NameWords;
use shared::member::{Listing, MemberStatus, RegisterRow};
use shared::request::encode;
use std::collections::BTreeMap;

/// The members on a page.
const PAGE: usize = 50;
/// The highest number of a page.
const MOST_PAGES: usize = 10_000;
/// The longest query in characters.
const LONGEST: usize = 200;

/// Shows a page of the members in one status, or of all, by name. All rows are read: a thousand members are one request.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    let query = visit.query()?;
    let status = match query.value("status") {
        "" => None,
        name => Some(MemberStatus::named(name).ok_or(Failure::NotFound)?),
    };
    let words: String = query.value("q").trim().chars().take(LONGEST).collect();
    let number = query.value("page").parse().unwrap_or(1).clamp(1, MOST_PAGES);
    let mut rows = visit.ctx.store.register().await?;
    let counts: BTreeMap<_, _> = MemberStatus::ALL
        .into_iter()
        .map(|status| (status.as_str(), rows.iter().filter(|row| row.listing.status == status).count()))
        .collect();
    let waiting = rows.iter().filter(|row| row.proposed_at.is_some()).count();
    let shows_waiting = query.value("waiting") == "yes";
    let sought = NameWords::of(&words);
    rows.retain(|row| {
        let is_asked_for = !shows_waiting || row.proposed_at.is_some();
        is_asked_for && status.is_none_or(|status| row.listing.status == status) && is_found(&row.listing, &sought)
    });
    rows.sort_by(|one, other| one.listing.sort_key().cmp(&other.listing.sort_key()));
    let found = rows.len();
    let shown = rows.iter().skip((number - 1) * PAGE).take(PAGE);
    let values = context! {
        rows => shown.map(|row| row_values(row, self::words(&visit))).collect::<Vec<_>>(),
        status => status.map(MemberStatus::as_str),
        path => address(status, &words, shows_waiting),
        waiting,
        shows_waiting,
        has_dues => visit.ctx.members.dues.is_some(),
        query => words,
        all => counts.values().sum::<usize>(),
        member_counts => counts,
        found,
        page => number,
        has_more => number * PAGE < found,
    };
    visit.page(StatusCode::OK, "members.html", values).await
}

/// Returns the address of the list, to which the number of a page is added.
fn address(status: Option<MemberStatus>, query: &str, shows_waiting: bool) -> String {
    let status = status.map_or("", MemberStatus::as_str);
    let waiting = if shows_waiting { "&waiting=yes" } else { "" };
    format!("/staff/members?status={status}&q={}{waiting}&page=", encode(query))
}

/// Returns whether a member's name, reference or website has each word of a search.
fn is_found(row: &Listing, words: &NameWords) -> bool {
    let website = row.website.as_ref().map_or("", |website| website.as_str());
    words.are_in(&format!("{} {} {website}", row.name, row.reference.as_str()))
}

fn row_values(row: &RegisterRow, words: FormWords<'_>) -> Value {
    let is_waiting = row.proposed_at.is_some();
    let row = &row.listing;
    context! {
        is_waiting,
        reference => row.reference.as_str(),
        name => row.name.as_str(),
        status => row.status.as_str(),
        is_listed => row.is_listed,
        country => row.country.as_ref().map(|country| words.country(country.code())),
        joined_on => words.date(&row.joined_on.to_string()),
        renews_on => row.renews_on.map(|date| words.date(&date.to_string())),
    }
}
