//! Who is signed in.

use crate::context::Context;
use crate::token::{Token, same, set_cookie};
use lambda_http::Request;
use lambda_http::http::HeaderValue;
use shared::staff::Person;
use shared::timestamp::Timestamp;
use store::Error;

/// The cookie that holds a session's token.
pub(crate) const SESSION_COOKIE: &str = "__Host-session";

/// Seconds for which a sign-in counts as fresh: decisions, erasure and exports ask for one.
pub(crate) const FRESH_SECONDS: i64 = 12 * 60 * 60;

/// A person who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) person: Person,
    /// The token that each of the person's forms must have, in the field `csrf`. It follows from the session's token, so
    /// it needs no place in the table and ends with the session.
    pub(crate) csrf: String,
    /// When the person last proved to the issuer who they are.
    pub(crate) authenticated_at: Timestamp,
    /// The token of the session.
    pub(crate) token: Token,
}

impl Staff {
    /// Returns whether the person proved recently who they are.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        now.unix() < self.authenticated_at.unix() + FRESH_SECONDS
    }

    /// Returns whether a form was made for this session.
    pub(crate) fn made(&self, csrf: &str) -> bool {
        same(&self.csrf, csrf)
    }
}

/// Finds who is signed in. The person is read again for every request, so that somebody who is blocked or has lost
/// the role is out at once.
///
/// # Errors
/// When the table can't be reached, or an item is malformed.
pub(crate) async fn find(ctx: &Context, request: &Request) -> Result<Option<Staff>, Error> {
    let Some(token) = Token::in_cookie(request, SESSION_COOKIE) else { return Ok(None) };
    let now = ctx.clock.now();
    let Some(session) = ctx.store.session(&token.hash(), now).await? else {
        tracing::info!(reason = "no session", "staff request refused");
        return Ok(None);
    };
    let member = ctx.store.staff_member(&session.person).await?;
    let Some(person) = member.and_then(store::StaffMember::active) else {
        tracing::warn!(reason = "blocked or no role", person.hash = session.person.short(), "staff request refused");
        return Ok(None);
    };
    ctx.store.touch_session(&token.hash(), &session, now).await?;
    let csrf = token.derive("csrf");
    Ok(Some(Staff { person, csrf, authenticated_at: session.authenticated_at, token }))
}

/// Returns the header that makes a browser forget its session.
pub(crate) fn forget() -> Option<HeaderValue> {
    set_cookie(SESSION_COOKIE, "", Some(0))
}
