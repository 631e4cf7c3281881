//! The page on which somebody chooses who to be.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shared::clock::Clock;
use url::Url;

use super::{CLIENT_ID, Grant, Issuer, PEOPLE, Parameters, random, refuse};

/// Shows the page.
pub(super) async fn show(State(issuer): State<Issuer>, Query(parameters): Query<Parameters>) -> Response {
    if let Err(reason) = check(&issuer, &parameters) {
        return refuse(reason);
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
    // The serializer leaves no character that ends an attribute.
    let query = query.replace('&', "&amp;");
    let form = |role: &str, name: &str| {
        format!(
            "<form method=\"post\" action=\"/authorize?{query}\"><p><button name=\"{role}\" value=\"yes\">{role}</button> {name}</p></form>"
        )
    };
    let forms: String = PEOPLE.iter().map(|person| form(person.role, person.name)).collect();
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Development sign-in</title><main><h1>Development sign-in</h1>\
         <p>This page is part of <code>cargo run</code> and asks for no password. Sign in as:</p>{forms}</main></html>\n"
    );
    Html(page).into_response()
}

/// Sends the browser back to the site with a code.
pub(super) async fn grant(
    State(issuer): State<Issuer>,
    Query(parameters): Query<Parameters>,
    form: String,
) -> Response {
    if let Err(reason) = check(&issuer, &parameters) {
        return refuse(reason);
    }
    let chosen = |role: &str| form_urlencoded::parse(form.as_bytes()).any(|(name, _)| name == role);
    let Some(person) = PEOPLE.iter().find(|person| chosen(person.role)) else {
        return refuse("nobody was chosen");
    };
    let (code, at) = (random(), Clock::system().now().unix());
    let challenge = parameters.get("code_challenge").cloned().unwrap_or_default();
    let grant = Grant { person, challenge, nonce: parameters.get("nonce").cloned(), at };
    issuer.grants().insert(code.clone(), grant);
    let Ok(mut back) = Url::parse(&issuer.redirect_uri()) else { return refuse("the site has no URL") };
    back.query_pairs_mut().append_pair("code", &code).append_pair("iss", &issuer.url);
    back.query_pairs_mut().extend_pairs(parameters.get("state").map(|state| ("state", state)));
    Redirect::to(back.as_str()).into_response()
}

fn check(issuer: &Issuer, parameters: &Parameters) -> Result<(), &'static str> {
    let is = |name: &str, value: &str| parameters.get(name).is_some_and(|given| given == value);
    let has = |name: &str| parameters.get(name).is_some_and(|given| !given.is_empty());
    let scopes = parameters.get("scope").map(String::as_str).unwrap_or_default();
    match () {
        () if !is("client_id", CLIENT_ID) => Err("client_id is not known"),
        () if !is("redirect_uri", &issuer.redirect_uri()) => Err("redirect_uri is not registered"),
        () if !is("response_type", "code") => Err("response_type must be code"),
        () if !is("code_challenge_method", "S256") || !has("code_challenge") => Err("PKCE with S256 is required"),
        () if !scopes.split(' ').any(|scope| scope == "openid") => Err("scope must have openid"),
        () => Ok(()),
    }
}
