//! The list of members, with filters that combine and can be bookmarked.

use crate::query::{address, has_empty_parameter, read, with_letter};
use crate::view::Labels;
use crate::{Directory, MAX_AGE};
use lambda_http::{Body, Request, Response};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;
use shared::failure::Failure;
use shared::member::directory::{COUNTRY, Count, DirectoryRow, Query, View};
use shared::response;
use shared::site::Locale;
use std::sync::Arc;

/// Shows a page of the list.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let query = read(request, &directory.filters);
    if has_empty_parameter(request) {
        return Ok(response::moved_permanently(&address(&query), MAX_AGE));
    }
    let (labels, locale) = (directory.labels(), directory.renderer.locale());
    let (view, all, active) = if query.is_front() {
        let front = directory.front().await?;
        let all = front.total;
        (front, all, Vec::new())
    } else {
        let rows = directory.store.directory_rows().await.map_err(|error| error.failure())?;
        (Arc::new(View::of(&rows, &query)), rows.len(), active(&labels, locale, &query, &rows))
    };
    let to = |page: usize| address(&Query { page, ..query.clone() });
    let any_letter = address(&Query { letter: String::new(), page: 1, ..query.clone() });
    let values = context! {
        path => "/members",
        total => view.total,
        is_empty => all == 0,
        rows => view.rows.iter().map(|row| labels.row(row)).collect::<Vec<_>>(),
        filters => filters(&labels, &query, &view),
        filtered_by => locale.join(&active.iter().map(|filter| filter.label.clone()).collect::<Vec<_>>()),
        active => Serde(active),
        letters => view.letters.iter().map(|letter| context! {
            letter => letter.value.as_str(), count => letter.count, path => with_letter(&any_letter, &letter.value),
            is_chosen => letter.value == query.letter,
        }).collect::<Vec<_>>(),
        any_letter => &any_letter,
        letter => query.letter.as_str(),
        query => query.words.as_str(),
        is_filtered => !query.is_front(),
        page => view.page,
        pages => view.pages,
        before => (view.page > 1).then(|| to(view.page - 1)),
        after => (view.page < view.pages).then(|| to(view.page + 1)),
    };
    directory.page(request, "members.html", values)
}

/// A filter in use.
#[derive(Debug, Serialize)]
struct ActiveFilter {
    label: String,
    /// Whether no member has this value.
    is_unknown: bool,
    /// The address of the list without the filter.
    without: String,
}

/// Returns the filters in use.
fn active(labels: &Labels<'_>, locale: &Locale, query: &Query, rows: &[DirectoryRow]) -> Vec<ActiveFilter> {
    let chosen = query.filters.iter().enumerate().filter(|(_, (_, value))| !value.is_empty());
    let choices = chosen.map(|(index, (name, value))| {
        let mut without = Query { page: 1, ..query.clone() };
        if let Some((_, value)) = without.filters.get_mut(index) {
            value.clear();
        }
        let has = |row: &DirectoryRow| row.filters.get(name).is_some_and(|values| values.contains(value));
        let is_unknown = !rows.iter().any(has);
        ActiveFilter { label: labels.value(name, value), is_unknown, without: address(&without) }
    });
    let others = [("q", &query.words), ("letter", &query.letter)].into_iter().filter(|(_, value)| !value.is_empty());
    let others = others.map(|(name, value)| {
        let mut without = Query { page: 1, ..query.clone() };
        let label = if name == "q" {
            without.words.clear();
            locale.quote(value)
        } else {
            without.letter.clear();
            value.clone()
        };
        ActiveFilter { label, is_unknown: false, without: address(&without) }
    });
    choices.chain(others).collect()
}

fn filters(labels: &Labels<'_>, query: &Query, view: &View) -> Vec<Value> {
    let filter = |(name, counts): &(String, Vec<Count>)| {
        let chosen = query.filters.iter().find(|(known, _)| known == name).map_or("", |(_, chosen)| chosen);
        let mut choices: Vec<_> = counts.iter().map(|count| (labels.value(name, &count.value), count)).collect();
        if name == COUNTRY {
            choices.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        let choices = choices.into_iter().map(|(label, Count { value, count })| {
            context! { value => value.as_str(), label, count, is_chosen => value == chosen }
        });
        context! {
            name => name.as_str(),
            label => labels.filter(name),
            choices => choices.collect::<Vec<_>>(),
        }
    };
    view.filters.iter().map(filter).collect()
}
