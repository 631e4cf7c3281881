//! What needs the table or the issuer.

use serde_json::{Map, Value};

use super::client::Client;
use super::{Outcome, expect, html};

/// What a good description of the API is said to be.
pub(super) const DESCRIBED: &str = "OpenAPI 3.1, with an example";

/// Checks the directory.
pub(super) async fn members(client: &Client) -> Outcome {
    let page = client.get("/members").await?;
    page.has_status(200)?.has("content-type", "text/html")?;
    let list = client.get("/api/members.json").await?;
    list.has_status(200)?.has("content-type", "application/json")?;
    serde_json::from_str::<Value>(&list.body).map_err(|error| format!("{}: expected JSON, got {error}", list.label))?;
    Ok(format!("{}, and as JSON", html::texts(&page.body, "h1").join(" ")))
}

/// Follows a stranger to the sign-in page of staff.
pub(super) async fn staff(client: &Client) -> Outcome {
    let stranger = client.get("/staff").await?;
    stranger.has_status(303)?.has("location", "/staff/sign-in")?.has("cache-control", "no-store")?;
    let begun = client.get(stranger.header("location")).await?;
    if begun.status == 503 {
        let why = "staff can't sign in without SiteUrl, or while the issuer can't be reached";
        return Err(format!("{}: expected a redirect to the issuer, got 503: {why}", begun.label));
    }
    begun.has_status(303)?;
    let issuer = url::Url::parse(begun.header("location")).ok();
    let issuer = issuer.as_ref().and_then(url::Url::host_str).ok_or_else(|| begun.differs("location", "the issuer"))?;
    expect(begun.header("location").contains("code_challenge"), || begun.differs("location", "code_challenge"))?;
    Ok(format!("leads to {issuer}"))
}

/// Reads the API's description, and returns its example of an application.
pub(super) async fn api(client: &Client) -> Result<Map<String, Value>, String> {
    let document = client.get("/api/openapi.json").await?;
    document.has_status(200)?.has("content-type", "application/json")?;
    let json: Value = serde_json::from_str(&document.body)
        .map_err(|error| format!("{}: expected JSON, got {error}", document.label))?;
    let version = json.get("openapi").and_then(Value::as_str).unwrap_or_default();
    expect(version.starts_with("3.1"), || format!("{}: expected OpenAPI 3.1, got {version:?}", document.label))?;
    let example = "/paths/~1api~1applications/post/requestBody/content/application~1json/examples/application/value";
    let example = json.pointer(example).and_then(Value::as_object);
    example.cloned().ok_or_else(|| format!("{}: expected an example of an application, got none", document.label))
}
