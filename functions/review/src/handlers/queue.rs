//! The queue: a list of applications for each status, and one of likely spam.

use crate::chart;
use crate::errors::PageResult;
use crate::listing::rows;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::context;
use shared::application::Group;
use shared::failure::Failure;

/// The applications on a page of the list.
const PAGE: u16 = 25;
/// The months of the chart.
const MONTHS: u8 = 12;

/// Shows a page of a list, longest waiting first, and below the first list what happened in each month.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    let (ctx, query) = (visit.ctx, visit.query()?);
    let group = match query.value("status") {
        "" => Group::Received,
        name => Group::named(name).ok_or(Failure::NotFound)?,
    };
    let after = match query.value("after") {
        "" => None,
        place => Some(place.parse().map_err(|_| Failure::NotFound)?),
    };
    let now = ctx.clock.now();
    let page = ctx.store.queue(group, after.as_ref(), PAGE, now).await?;
    let is_start = group == Group::Received && after.is_none();
    let months = if is_start { Some(chart::of(&ctx.store.months(MONTHS, now).await?)) } else { None };
    let values = context! {
        group => group.as_str(),
        rows => rows(&page.rows, now, ctx.decision_days),
        is_first => after.is_none(),
        next => page.next.map(|cursor| cursor.to_string()),
        months,
    };
    visit.page(StatusCode::OK, "queue.html", values).await
}
