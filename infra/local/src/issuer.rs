//! An OpenID Connect issuer for development: it speaks the real protocol, and lets anyone be one of two people, without
//! a password.
//!
//! It claims what Amazon Cognito claims (`cognito:groups`, `token_use`), so that what signs in here does there. Its key
//! is made when it is first needed, and lasts as long as the process.

mod authorize;
mod key;
mod token;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

pub use key::Key;

/// The client that the issuer knows: this site.
pub const CLIENT_ID: &str = "site";

/// What an issuer says in its tokens, and which keys it publishes. Tests replace the honest one.
#[derive(Clone)]
pub struct Behavior {
    /// Writes an ID token with these claims.
    pub mint: Arc<dyn Fn(Value) -> String + Send + Sync>,
    /// Returns the published keys, each a JSON Web Key.
    pub keys: Arc<dyn Fn() -> Vec<Value> + Send + Sync>,
}

impl fmt::Debug for Behavior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Behavior").finish_non_exhaustive()
    }
}

impl Default for Behavior {
    fn default() -> Self {
        Self::honest()
    }
}

impl Behavior {
    /// Signs what is true, with the process's key.
    pub fn honest() -> Self {
        let mint = |claims| Key::of_process().sign(&claims);
        Self { mint: Arc::new(mint), keys: Arc::new(|| vec![Key::of_process().jwk()]) }
    }
}

/// An issuer at `url` that knows the site at `site_url`.
#[derive(Clone)]
pub struct Issuer {
    url: String,
    site_url: String,
    behavior: Behavior,
    /// Codes that were given and not used yet.
    grants: Arc<Mutex<HashMap<String, Grant>>>,
}

/// What a code stands for.
struct Grant {
    person: &'static Person,
    challenge: String,
    nonce: Option<String>,
    at: i64,
}

/// A person who can sign in.
struct Person {
    /// The name of the button, and of the role.
    role: &'static str,
    name: &'static str,
}

/// Everyone who can sign in.
const PEOPLE: [Person; 2] =
    [Person { role: "reviewer", name: "Robin Reviewer" }, Person { role: "administrator", name: "Alex Administrator" }];

/// The parameters of a request.
type Parameters = HashMap<String, String>;

impl Issuer {
    /// Creates an issuer.
    pub fn new(url: String, site_url: String, behavior: Behavior) -> Self {
        Self { url, site_url, behavior, grants: Arc::default() }
    }

    /// Returns the routes of the issuer.
    pub fn router(self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize::show).post(authorize::grant))
            .route("/token", post(token::exchange))
            .route("/end-session", get(end_session))
            .with_state(self)
    }

    /// Returns where the site wants people back after signing in.
    fn redirect_uri(&self) -> String {
        format!("{}/staff/callback", self.site_url)
    }

    /// Returns the codes that were given.
    fn grants(&self) -> std::sync::MutexGuard<'_, HashMap<String, Grant>> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn discovery(State(issuer): State<Issuer>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", issuer.url);
    Json(json!({
        "issuer": issuer.url,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "jwks_uri": at("jwks"),
        "end_session_endpoint": at("end-session"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["openid", "profile", "email"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn jwks(State(issuer): State<Issuer>) -> Json<Value> {
    Json(json!({ "keys": (issuer.behavior.keys)() }))
}

/// Sends the browser back to the site. There is no session to end.
async fn end_session(State(issuer): State<Issuer>, Query(parameters): Query<Parameters>) -> Response {
    let to = format!("{}/staff/signed-out", issuer.site_url);
    if parameters.get("client_id").map(String::as_str) == Some(CLIENT_ID)
        && parameters.get("post_logout_redirect_uri") == Some(&to)
    {
        Redirect::to(&to).into_response()
    } else {
        refuse("the client or the address to return to is not known")
    }
}

/// Refuses a request whose sender may be anyone, so that nothing is sent back to it.
fn refuse(reason: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("refused: {reason}\n")).into_response()
}

/// Returns 32 random hexadecimal digits.
fn random() -> String {
    let mut bytes = [0; 16];
    // Without randomness no code is given that a program could guess: it is empty, which `token` refuses.
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => String::new(),
    }
}
