//! A draft: begun, saved and erased. Nothing is submitted.

use serde_json::{Map, Value};

use super::client::{Client, Response};
use super::{Outcome, expect, html};

/// What browsers send with a form of the site's own.
const OWN: [(&str, &str); 1] = [("sec-fetch-site", "same-origin")];

/// Posts a form as other sites would. Nothing is stored.
pub(super) async fn cross_site(client: &Client, example: &Map<String, Value>) -> Outcome {
    let (link, questions) = start(client).await?;
    let form = html::filled_in(&client.get(&questions).await?.body, example);
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://smoke.example")] {
        client.post(&questions, &form, &[header]).await?.has_status(403)?;
    }
    client.get(&link).await?.has_status(404)?;
    Ok("403, and nothing was stored".to_owned())
}

/// Saves one page of questions, and erases the draft, even if something in between is not as expected.
pub(super) async fn begin_and_erase(client: &Client, example: &Map<String, Value>) -> Outcome {
    let (link, questions) = start(client).await?;
    let saved = save(client, &link, &questions, example).await;
    client.lift_time_limit();
    let erased = erase(client, &link, saved.is_ok()).await;
    let left = "A draft may be left, which is deleted by itself in some weeks";
    match (saved, erased) {
        (Ok(()), Ok(())) => Ok("saved, private, erased, and gone after".to_owned()),
        (Err(problem), Ok(())) => Err(problem),
        (Ok(()), Err(problem)) => Err(format!("{problem}. {left}")),
        (Err(problem), Err(other)) => Err(format!("{problem}; and then {other}. {left}")),
    }
}

/// Returns a new private link and its first page of questions.
async fn start(client: &Client) -> Result<(String, String), String> {
    let start = client.get("/join/start").await?;
    start.has_status(303)?.has("cache-control", "no-store")?;
    let questions = start.header("location");
    let link = questions.rsplit_once('/').map(|(link, _)| link).filter(|link| link.starts_with("/join/"));
    let link =
        link.ok_or_else(|| format!("{}: expected a redirect to the first questions, got another", start.label))?;
    Ok((link.to_owned(), questions.to_owned()))
}

async fn save(client: &Client, link: &str, questions: &str, example: &Map<String, Value>) -> Result<(), String> {
    let page = client.get(questions).await?;
    page.has_status(200)?;
    is_private(&page)?;
    let form = html::filled_in(&page.body, example);
    expect(form.len() > 1, || format!("{}: expected a form with questions, got none", page.label))?;
    let saved = client.post(questions, &form, &OWN).await?;
    if saved.status == 422 {
        let mistakes = html::texts(&saved.body, ".error-summary li").join("; ");
        return Err(format!("{}: expected the API's example to be valid, got 422: {mistakes}", saved.label));
    }
    saved.has_status(303)?.has("cache-control", "no-store")?;
    let draft = client.get(link).await?;
    let is_there = matches!(draft.status, 200 | 303);
    expect(is_there, || format!("{}: expected the draft that was saved, got {}", draft.label, draft.status))?;
    // Where the first page has been saved, its answers are there.
    let again = client.get(questions).await?;
    is_private(again.has_status(200)?)?;
    let version = html::attributes(&again.body, "input[name=version]", "value").concat();
    expect(version == "1", || format!("{}: expected version 1 of the saved page, got {version:?}", again.label))
}

fn is_private(page: &Response) -> Result<(), String> {
    page.is_unlisted_page()?.has("referrer-policy", "same-origin").map(drop)
}

async fn erase(client: &Client, link: &str, is_saved: bool) -> Result<(), String> {
    let erase = format!("{link}/erase");
    let erased = client.post(&erase, &[], &OWN).await?;
    if erased.status == 404 && !is_saved {
        // It was not stored.
        return Ok(());
    }
    let confirmed = erased.has_status(303)?.header("location");
    client.get(confirmed).await?.has_status(200)?;
    client.get(link).await?.has_status(404).map(drop)
}
