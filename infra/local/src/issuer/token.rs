//! The exchange of a code for tokens.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rsa::sha2::{Digest, Sha256};
use serde_json::json;
use shared::clock::Clock;

use super::{CLIENT_ID, Issuer, Parameters, random};

/// Seconds for which a code can be used.
const CODE_SECONDS: i64 = 60;
/// Seconds for which a token is valid.
const TOKEN_SECONDS: i64 = 5 * 60;

/// Exchanges a code, once, if the client proves that it asked for it.
pub(super) async fn exchange(State(issuer): State<Issuer>, form: String) -> Response {
    let parameters: Parameters = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let is = |name: &str, value: &str| parameters.get(name).is_some_and(|given| given == value);
    if !is("grant_type", "authorization_code") {
        return refuse("unsupported_grant_type");
    }
    if !is("client_id", CLIENT_ID) {
        return refuse("invalid_client");
    }
    let verifier = parameters.get("code_verifier").cloned().unwrap_or_default();
    let code = parameters.get("code").filter(|code| !code.is_empty());
    let grant = code.and_then(|code| issuer.grants().remove(code));
    let now = Clock::system().now().unix();
    let grant = grant.filter(|grant| {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        now < grant.at + CODE_SECONDS && challenge == grant.challenge && is("redirect_uri", &issuer.redirect_uri())
    });
    let Some(grant) = grant else { return refuse("invalid_grant") };
    let mut claims = json!({
        "iss": issuer.url,
        "aud": CLIENT_ID,
        "sub": grant.person.subject(),
        "name": grant.person.name,
        "cognito:groups": [grant.person.role],
        "token_use": "id",
        "auth_time": grant.at,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
    });
    if let (Some(nonce), Some(claims)) = (grant.nonce, claims.as_object_mut()) {
        claims.insert("nonce".to_owned(), nonce.into());
    }
    let tokens = json!({
        "access_token": random(),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "id_token": (issuer.behavior.mint)(claims),
    });
    ([("cache-control", "no-store")], Json(tokens)).into_response()
}

fn refuse(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}
