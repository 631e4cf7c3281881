//! A whole application through the `join` program: the same responses and items as from the handler.

use crate::support::compared::ComparedResponse;
use crate::support::table::{items, only_application, picture, text};
use crate::support::{Visitor, answers, api, start, start_both};
use local::Stack;
use shared::fields::Section;

/// Applies, and returns every page: empty, with mistakes and filled in, then submitted twice, viewed, and withdrawn.
async fn whole_application(visitor: &Visitor) -> Vec<ComparedResponse> {
    let get = async |path: &str| ComparedResponse::to(visitor.request("GET", path)).await;
    let post = async |path: &str, form: &answers::Answers| {
        ComparedResponse::to(visitor.request("POST", path).form(form)).await
    };
    let start = get("/join/start").await;
    let address = start.header("location").strip_suffix("/organization").unwrap().to_owned();
    let mut seen = vec![start];
    for section in Section::ALL {
        let path = format!("{address}/{}", section.name());
        let first = vec![("version", "0".to_owned())];
        let good = answers::with(answers::good(section), "version", "0");
        seen.extend([get(&path).await, post(&path, &first).await, post(&path, &good).await, get(&path).await]);
        // Again, as by a double click; and with other answers, as from another tab.
        let last = section.fields().iter().find(|field| !field.required).map_or("legal_name", |field| field.name);
        seen.extend([post(&path, &good).await, post(&path, &answers::with(good, last, "https://other.example")).await]);
    }
    let check = visitor.get(&address).await;
    let version = vec![("version", check.attribute("input[name=version]", "value"))];
    seen.extend([get(&address).await, post(&format!("{address}/submit"), &vec![("version", "1".to_owned())]).await]);
    for _ in 0..2 {
        seen.extend([post(&format!("{address}/submit"), &version).await, get(&address).await]);
    }
    for part in ["copy", "data", "submit", "link", "withdraw", "erase", "nothing"] {
        seen.push(get(&format!("{address}/{part}")).await);
    }
    seen
}

/// Returns the pages, with each application's own words masked.
async fn comparable(stack: &Stack, seen: Vec<ComparedResponse>) -> Vec<ComparedResponse> {
    let application = only_application(stack).await;
    let id = text(&application, "pk").strip_prefix("application#").unwrap();
    let words = [(id, "ID"), (text(&application, "reference"), "REFERENCE")];
    seen.into_iter().map(|answer| answer.masked(&words)).collect()
}

#[tokio::test]
async fn an_application_looks_and_is_stored_as_on_the_local_stack() {
    let (stack, visitor, site) = start_both().await;
    let expected = comparable(&stack, whole_application(&visitor).await).await;
    let found = comparable(site.stack(), whole_application(&site.visitor).await).await;
    for (number, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!(found == expected, "answer {number}:\n{found:?}\n is not\n{expected:?}");
    }
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().any(|answer| answer.text().contains("REFERENCE")));
    assert_eq!(text(&only_application(site.stack()).await, "status"), "received");
    assert_eq!(picture(site.stack()).await, picture(&stack).await);
}

#[tokio::test]
async fn resubmitting_changes_nothing() {
    let site = start().await;
    let address = site.visitor.fill_in_everything().await;
    let check = site.visitor.get(&address).await;
    assert_eq!(site.visitor.send(&check).await.location(), address);
    let sent = only_application(site.stack()).await;
    for _ in 0..3 {
        assert_eq!(site.visitor.send(&check).await.location(), address);
    }
    assert_eq!(only_application(site.stack()).await, sent);
    assert_eq!(items(site.stack(), "reference").await.len(), 1);
    assert_eq!(items(site.stack(), "history").await.len(), 1);
}

#[tokio::test]
async fn the_api_responds_as_on_the_local_stack() {
    const KEY: &[(&str, &str)] = &[("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324")];
    let (stack, visitor, site) = start_both().await;
    let mut all = Vec::new();
    for (stack, visitor) in [(&stack, &visitor), (site.stack(), &site.visitor)] {
        let first = visitor.post_json(api::application(), KEY).await;
        let address = first.received().replace("/join/", "/api/applications/");
        let other = api::with("legal_name", serde_json::json!("Another"));
        let pages = [
            first.clone(),
            visitor.post_json(api::application(), KEY).await,
            visitor.post_json(other, KEY).await,
            visitor.post_json("{}", &[]).await,
            visitor.post_json("{", &[]).await,
            visitor.post_json("{}", &[("content-type", "text/plain")]).await,
            visitor.get(&address).await,
            visitor.get("/api/applications/0123456789abcdefghjkmnpqrs").await,
            visitor.get("/api/openapi.json").await,
            visitor.get("/api/elsewhere").await,
        ];
        let application = only_application(stack).await;
        let id = text(&application, "pk").strip_prefix("application#").unwrap();
        let words = [(id, "ID"), (text(&application, "reference"), "REFERENCE")];
        all.push(pages.map(|page| ComparedResponse::from(page).masked(&words)));
    }
    assert_eq!(all[1], all[0]);
    assert_eq!(items(site.stack(), "application").await.len(), 1);
}
