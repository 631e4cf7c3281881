//! Search by reference, organization, domain and email address.

use crate::errors::PageResult;
use crate::listing::rows;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::context;

/// The most results.
const MOST: u16 = 25;
/// The longest query in characters.
const LONGEST: usize = 200;

/// Shows what a query finds.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    let (ctx, now) = (visit.ctx, visit.ctx.clock.now());
    let query: String = visit.query()?.value("q").trim().chars().take(LONGEST).collect();
    let found = if query.is_empty() { Vec::new() } else { ctx.store.search(&query, now, MOST).await? };
    let values = context! {
        rows => rows(&found, now, ctx.decision_days),
        has_more => found.len() >= usize::from(MOST),
        query,
    };
    visit.page(StatusCode::OK, "search.html", values).await
}
