//! The queue of applications.

use crate::errors::PageResult;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::context;

/// Shows the queue.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    Ok(visit.ctx.page(StatusCode::OK, visit.staff, "queue.html", context! {}))
}
