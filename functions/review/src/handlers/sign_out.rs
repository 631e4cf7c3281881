//! Signing out.

use crate::context::Context;
use crate::errors::PageResult;
use crate::routes::Visit;
use crate::session;
use lambda_http::http::{StatusCode, header};
use lambda_http::{Body, Response};
use minijinja::context;
use shared::response;

/// Ends this session.
pub(crate) async fn here(visit: Visit<'_>) -> PageResult {
    let Visit { ctx, staff, .. } = visit;
    ctx.store.close_session(&staff.token.hash(), &staff.person.id).await?;
    tracing::info!(person.hash = staff.person.id.short(), "staff signed out");
    Ok(forgotten())
}

/// Ends every session of this person.
pub(crate) async fn everywhere(visit: Visit<'_>) -> PageResult {
    let Visit { ctx, staff, .. } = visit;
    ctx.store.close_sessions(&staff.person.id).await?;
    tracing::info!(person.hash = staff.person.id.short(), "staff signed out everywhere");
    Ok(forgotten())
}

/// Tells that nobody is signed in any more.
pub(crate) async fn done(ctx: &Context) -> PageResult {
    Ok(ctx.open_page(StatusCode::OK, "signed_out.html", context! {}))
}

fn forgotten() -> Response<Body> {
    let mut response = response::see_other("/staff/signed-out");
    if let Some(cookie) = session::forget() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
