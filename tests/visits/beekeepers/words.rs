//! Whole visits, in which no word is ACRO's and none is English.

use super::{form, start};
use crate::support::answers::{valid, with};
use crate::support::api::application_to;
use crate::support::outbox::outbox;
use crate::support::store::{act, move_to};
use crate::support::{Page, Visitor, count, only_application};
use local::Stack;
use reqwest::StatusCode;
use serde_json::json;
use shared::application::Status;
use std::collections::BTreeSet;
use store::StaffChange;
use toml::{Table, Value};

/// Returns the words of a text, in lower case and with single spaces.
fn words_of(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Returns the English sentences of the catalogue, without placeholders.
fn english() -> BTreeSet<String> {
    fn collect(value: &Value, sentences: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => {
                let parts = text.split(['{', '}', '[', ']', '(', ')', '*', '“', '”']).map(words_of);
                sentences.extend(parts.filter(|part| part.contains(' ')));
            }
            Value::Table(table) => table.values().for_each(|value| collect(value, sentences)),
            _ => {}
        }
    }
    let words: Table = include_str!("../../../shared/words/en.toml").parse().unwrap();
    let mut sentences = BTreeSet::new();
    words.values().for_each(|value| collect(value, &mut sentences));
    assert!(sentences.len() > 150);
    sentences
}

/// Asserts that a text has no word of ACRO's and no English one.
fn assert_polish(text: &str, what: &str) {
    let mut text = format!(" {} ", words_of(text));
    // What the visitor typed is no word of the site.
    for (_, typed) in form().sections.iter().flat_map(|section| valid(form(), &section.name)) {
        text = text.replace(&format!(" {} ", words_of(&typed)), " ");
    }
    for word in ["acro", "clinical", "trial", "the", "and", "of", "your", "you", "is", "please", "application"] {
        assert!(!text.contains(&format!(" {word} ")), "{word} is on {what}: {text}");
    }
    for sentence in english() {
        assert!(!text.contains(&format!(" {sentence} ")), "“{sentence}” is on {what}: {text}");
    }
}

/// Asserts it of everything on a page that people see, hear or get to see in search results.
fn assert_polish_page(page: &Page, what: &str) {
    let texts = page.texts("title, body").into_iter();
    let attributes =
        ["aria-label", "alt", "placeholder", "title"].map(|name| page.attributes(&format!("[{name}]"), name));
    let described = page.attributes("meta[name=description], meta[property^='og:title']", "content");
    assert_eq!(page.attribute("html", "lang"), "pl", "{what}");
    texts.chain(attributes.into_iter().flatten()).chain(described).for_each(|text| assert_polish(&text, what));
}

async fn visit(visitor: &Visitor, path: &str) -> Page {
    let page = visitor.get(path).await;
    assert_polish_page(&page, path);
    page
}

#[tokio::test]
async fn pages_are_in_the_sites_words() {
    let (_stack, visitor) = start().await;
    let addresses = visitor.addresses().await;
    assert!(addresses.len() > 6);
    for path in addresses.iter().map(String::as_str).chain(["/search?q=ule", "/search?q=xyzzy", "/nic"]) {
        visit(&visitor, path).await;
    }
    assert_eq!(visitor.get("/search?q=ule").await.status, StatusCode::OK);
    let feed = visitor.get("/aktualnosci/feed.xml").await;
    feed.texts("title, subtitle, summary, name").iter().for_each(|text| assert_polish(text, "the feed"));
}

/// Submits an application, and looks at every page and message on the way.
async fn apply(stack: &Stack, visitor: &Visitor) -> String {
    let address = visitor.start_application().await;
    for section in &form().sections {
        let path = format!("{address}/{}", section.name);
        visit(visitor, &path).await;
        let mistaken = visitor.fill_in(&address, &section.name, Vec::new()).await;
        assert_eq!(mistaken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_polish_page(&mistaken, &path);
        let required = section.fields.iter().filter(|field| field.required && field.when.is_none()).count();
        assert_eq!(mistaken.count(".error-summary li"), required);
        visitor.fill_in_section(&address, &section.name).await;
        assert_eq!(count(stack, "application").await, 1);
    }
    let check = visit(visitor, &address).await;
    assert_eq!(visitor.send(&check).await.location(), address);
    address
}

#[tokio::test]
async fn an_application_is_in_the_sites_words_from_start_to_erasure() {
    let (stack, visitor) = start().await;
    let address = apply(&stack, &visitor).await;
    assert_eq!(visit(&visitor, &address).await.title(), "Wniosek wpłynął");
    for page in ["copy", "replace", "withdraw", "confirm", "link"] {
        let shown = visitor.open(&format!("{address}/{page}")).await;
        assert_polish_page(&shown, page);
    }
    let data = visitor.get(&format!("{address}/data")).await.json();
    assert_eq!(data["answers"]["pszczoly"]["ma_ule"], true);
    assert_eq!(
        data["answers"]["o-tobie"]["legal_name"],
        only_application(&stack).await["legal_name"].as_s().unwrap().as_str()
    );
    visitor.press(&format!("{address}/withdraw")).await.location();
    assert_eq!(visit(&visitor, &address).await.title(), "Wniosek został wycofany");
    visit(&visitor, &format!("{address}/erase")).await;
    let erased = visitor.press(&format!("{address}/erase")).await;
    assert_polish_page(&visitor.open(erased.location()).await, "the page after erasure");
    assert_eq!(count(&stack, "application").await, 0);
}

#[tokio::test]
async fn every_status_and_its_mail_are_in_the_sites_words() {
    let (stack, visitor) = start().await;
    let address = apply(&stack, &visitor).await;
    for status in [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted] {
        if status == Status::MoreInformation {
            act(&stack, &address, StaffChange::Ask { question: "Ile masz uli?".to_owned() }).await;
        } else {
            move_to(&stack, &address, status).await;
        }
        visit(&visitor, &address).await;
    }
    for (last, subject) in [(Status::Declined, "odrzucony"), (Status::Withdrawn, "wycofany")] {
        let other = visitor.apply().await;
        match last {
            Status::Withdrawn => drop(visitor.press(&format!("{other}/withdraw")).await),
            _ => {
                move_to(&stack, &other, Status::InReview).await;
                let words = "Prosimy spróbować za rok.".to_owned();
                act(&stack, &other, StaffChange::Decline { reason: "other".to_owned(), words }).await;
            }
        }
        assert!(visit(&visitor, &other).await.title().contains(subject));
    }
    let draft = visitor.start_draft().await;
    visitor.request_link(&draft, "jagoda@pasieka.example").await.location();
    let messages = outbox(&stack).await;
    assert!(messages.len() >= 10, "{}", messages.len());
    for message in messages {
        let from_name = message.from.split('<').next().unwrap().to_owned();
        for text in [message.subject, message.text, from_name] {
            // An address may have a name that somebody typed.
            let lines = text.lines().filter(|line| !line.starts_with("http://"));
            assert_polish(&lines.collect::<Vec<_>>().join("\n"), &message.to);
        }
        assert!(message.html.contains("lang=\"pl\""), "{}", message.html);
    }
}

#[tokio::test]
async fn a_draft_is_resumed_and_an_older_tab_is_noticed() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_draft().await;
    assert_eq!(visitor.get(&address).await.location(), format!("{address}/pszczoly"));
    let path = format!("{address}/o-tobie");
    let older = visit(&visitor, &path).await;
    let newer = with(valid(form(), "o-tobie"), "legal_name", "Nowsza nazwa");
    visitor.fill_in(&address, "o-tobie", newer).await.location();
    let stale = visitor.answer(&older, with(valid(form(), "o-tobie"), "legal_name", "Starsza nazwa")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_polish_page(&stale, "the page of an older tab");
    assert!(stale.text(".notice").contains("Nowsza nazwa"));
    let link = visitor.request_link(&address, "jagoda@pasieka.example").await;
    assert_polish_page(&visitor.get(link.location()).await, "link?sent");
}

#[tokio::test]
async fn programs_apply_too() {
    let (stack, visitor) = start().await;
    let document = visitor.get("/api/openapi.json").await.json();
    let media = &document["paths"]["/api/applications"]["post"]["requestBody"]["content"]["application/json"];
    visitor.post_json(&media["examples"]["application"]["value"], &[]).await.received();
    let address = visitor.post_json(application_to(form()), &[]).await.received();
    assert_eq!(visit(&visitor, &address).await.title(), "Wniosek wpłynął");
    assert_eq!(count(&stack, "application").await, 2);
    let mut wrong = application_to(form());
    wrong["liczba_uli"] = json!("4");
    wrong["od_kiedy"] = json!("wczoraj");
    wrong["website"] = json!("https://example.com/");
    let errors = visitor.post_json(wrong, &[]).await.errors();
    assert_eq!(
        errors.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(),
        ["od_kiedy", "liczba_uli", "website"]
    );
    errors.iter().for_each(|(field, detail)| assert_polish(detail, field));
}
