//! Signing in with an OpenID Connect issuer: the authorization code flow with PKCE, `state` and `nonce`, as [RFC
//! 9700](https://www.rfc-editor.org/rfc/rfc9700) recommends.
//!
//! 1. [`begin`] stores a sign-in and sends the browser to the issuer.
//! 2. The issuer sends it back to [`complete`], which takes the stored sign-in, so that a second response with the same
//!    `state` finds nothing. It exchanges the code for an ID token, and verifies that.
//! 3. What the token says is stored as a person and a session. The tokens themselves are dropped.

mod issuer;
mod person;
mod refusal;
mod return_address;

pub(crate) use issuer::Issuer;
pub(crate) use refusal::Refusal;

use crate::context::Context;
use crate::errors::{PageError, PageResult};
use crate::posted::Posted;
use crate::session::{self, SESSION_COOKIE};
use crate::token::{Token, set_cookie};
use issuer::{Expected, Identity};
use lambda_http::Request;
use lambda_http::http::header;
use return_address::return_address;
use shared::response;
use shared::staff::{Person, PersonId};
use store::{Admission, PendingSignIn, SIGN_IN_SECONDS};

/// The cookie that binds a sign-in to the browser that began it, so that nobody can be lured into somebody else's.
const BROWSER_COOKIE: &str = "__Host-sign-in";

/// The path to which the issuer sends the browser back.
pub(crate) const CALLBACK: &str = "/staff/callback";

/// Sends the browser to the issuer.
pub(crate) async fn begin(ctx: &Context, request: &Request) -> PageResult {
    let query = query(request)?;
    let issuer = ctx.issuer()?;
    // Sign-ins in two tabs share the cookie.
    let browser = Token::in_cookie(request, BROWSER_COOKIE).map_or_else(|| ctx.new_token(), Ok)?;
    let (state, nonce, verifier) = (ctx.new_token()?, ctx.new_token()?, ctx.new_token()?);
    let expected = Expected {
        redirect_uri: ctx.origin(request) + CALLBACK,
        verifier: verifier.as_str().to_owned(),
        nonce: nonce.as_str().to_owned(),
    };
    let now = ctx.clock.now();
    let address = issuer.authorization_url(&state, &expected, now).await?;
    let pending = PendingSignIn {
        browser: browser.hash(),
        verifier: expected.verifier,
        nonce: expected.nonce,
        return_to: return_address(query.value("to")).to_owned(),
    };
    ctx.store.begin_sign_in(&state.hash(), &pending, now).await?;
    let mut response = response::see_other(&address);
    if let Some(cookie) = set_cookie(BROWSER_COOKIE, browser.as_str(), Some(SIGN_IN_SECONDS)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Completes a sign-in.
pub(crate) async fn complete(ctx: &Context, request: &Request) -> PageResult {
    let query = query(request)?;
    let issuer = ctx.issuer()?;
    let now = ctx.clock.now();
    let pending = take(ctx, request, &query).await?;
    issuer.check_sender(&query, now).await?;
    if !query.value("error").is_empty() {
        return Err(Refusal::Declined.into());
    }
    let expected =
        Expected { redirect_uri: ctx.origin(request) + CALLBACK, verifier: pending.verifier, nonce: pending.nonce };
    let identity = issuer.identify(query.value("code"), &expected, now).await?;
    let person = admit(ctx, identity.clone()).await?;
    // A session that this browser has already must not go on beside the new one.
    if let Some(old) = session::find(ctx, request).await? {
        ctx.store.close_session(&old.token.hash(), &old.person.id).await?;
    }
    let token = ctx.new_token()?;
    ctx.store.open_session(&token.hash(), &person.id, identity.authenticated_at, now).await?;
    tracing::info!(person.hash = person.id.short(), role = person.role.as_str(), "staff signed in");
    let mut response = response::see_other(return_address(&pending.return_to));
    let cookies = [set_cookie(SESSION_COOKIE, token.as_str(), None), set_cookie(BROWSER_COOKIE, "", Some(0))];
    response.headers_mut().extend(cookies.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// Takes the sign-in that a response belongs to. Only the browser that began it can, and only once.
async fn take(ctx: &Context, request: &Request, query: &Posted) -> Result<PendingSignIn, PageError> {
    let (state, browser) = (Token::parse(query.value("state")), Token::in_cookie(request, BROWSER_COOKIE));
    let (Some(state), Some(browser)) = (state, browser) else { return Err(Refusal::Unknown.into()) };
    let pending = ctx.store.take_sign_in(&state.hash(), &browser.hash(), ctx.clock.now()).await?;
    pending.ok_or(Refusal::Unknown.into())
}

/// Lets a person in, if the issuer gives them a role and no administrator has blocked them.
async fn admit(ctx: &Context, identity: Identity) -> Result<Person, PageError> {
    let id = PersonId::of(&identity.issuer, &identity.subject);
    let Some(role) = identity.role else {
        ctx.store.dismiss(&id).await?;
        return Err(Refusal::NoRole.into());
    };
    let person = Person { id, name: identity.name, role };
    match ctx.store.admit(&person, ctx.clock.now()).await? {
        Admission::Admitted => Ok(person),
        Admission::Blocked => Err(Refusal::Blocked.into()),
    }
}

/// Reads the query. A response of an issuer has each parameter once ([RFC
/// 6749](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
fn query(request: &Request) -> Result<Posted, PageError> {
    let query = Posted::query(request)?;
    if query.has_repeated_names() { Err(Refusal::Unknown.into()) } else { Ok(query) }
}
