//! Signing out.

use crate::context::Context;
use crate::errors::PageResult;
use crate::routes::Visit;
use crate::session;
use lambda_http::http::{HeaderValue, StatusCode, header};
use minijinja::context;

/// The page to which the issuer sends the browser back.
const SIGNED_OUT: &str = "/staff/signed-out";

/// Ends this session.
pub(crate) async fn here(visit: Visit<'_>) -> PageResult {
    let Visit { ctx, staff, .. } = &visit;
    ctx.store.close_session(&staff.token.hash(), &staff.person.id).await?;
    tracing::info!(person.hash = staff.person.id.short(), "staff signed out");
    signed_out(&visit).await
}

/// Ends every session of this person.
pub(crate) async fn everywhere(visit: Visit<'_>) -> PageResult {
    let Visit { ctx, staff, .. } = &visit;
    ctx.store.close_sessions(&staff.person.id).await?;
    tracing::info!(person.hash = staff.person.id.short(), "staff signed out everywhere");
    signed_out(&visit).await
}

/// Tells that nobody is signed in any more.
pub(crate) async fn done(ctx: &Context) -> PageResult {
    Ok(ctx.open_page(StatusCode::OK, "signed_out.html", context! { issuer => (), ended => true }))
}

/// Tells that the session has ended, and leads on to the issuer, which has a session of its own to end.
///
/// The page leads on by itself with `Refresh`. A redirect would lead from a form to the issuer, which the pages'
/// `form-action` forbids; if the issuer can't be reached, its session stays, and the page says so.
async fn signed_out(visit: &Visit<'_>) -> PageResult {
    let Visit { ctx, request, .. } = visit;
    let then = ctx.origin(request) + SIGNED_OUT;
    let issuer = match ctx.issuer() {
        Ok(issuer) => issuer.sign_out_url(&then, ctx.clock.now()).await.ok().flatten(),
        Err(_) => None,
    };
    let values = context! { issuer => issuer.as_deref(), ended => false };
    let mut response = ctx.open_page(StatusCode::OK, "signed_out.html", values);
    let refresh = issuer.and_then(|address| HeaderValue::from_str(&format!("0; url={address}")).ok());
    let headers = [(header::REFRESH, refresh), (header::SET_COOKIE, session::forget())];
    for (name, value) in headers {
        response.headers_mut().extend(value.map(|value| (name, value)));
    }
    Ok(response)
}
