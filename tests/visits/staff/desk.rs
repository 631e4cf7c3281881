//! A member of staff at work, who uses the forms that pages show.

use crate::support::staff::{Browser, person, session};
use crate::support::{Page, api, store, table};
use local::Stack;
use shared::application::ApplicationId;
use shared::staff::Role;
use test_support::Visitor;

/// The lists, in the order of the tabs.
pub const LISTS: [&str; 7] =
    ["received", "in_review", "more_information", "accepted", "declined", "withdrawn", "suspect"];

/// A member of staff who is signed in. No page may tell them an application's private id.
pub struct Desk(Browser);

impl Desk {
    pub async fn of(stack: &Stack, name: &str, role: Role) -> Self {
        Self(Browser::with_session(stack, &session(stack, &person(name, role), 0, 0).await))
    }

    pub async fn get(&self, path: &str) -> Page {
        checked(self.0.get(path).await)
    }

    /// Gets a page as a browser that accepts these encodings does.
    pub async fn get_encoded(&self, path: &str, encodings: &str) -> Page {
        self.0.send("GET", path, &[], &[("accept-encoding", encodings)]).await
    }

    /// Opens a page that is there.
    pub async fn open(&self, path: &str) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        page
    }

    /// Opens the page of an application.
    pub async fn file(&self, reference: &str) -> Page {
        self.open(&format!("/staff/applications/{reference}")).await
    }

    /// Submits a form of a page, with what is hidden in it.
    pub async fn submit(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let form = format!("form[action$='/{action}']");
        let path = page.attribute(&form, "action");
        assert!(!path.is_empty(), "{action} is not offered");
        let hidden = ["csrf", "seen"].map(|name| page.attribute(&format!("{form} input[name={name}]"), "value"));
        let [csrf, seen] = &hidden;
        let fields = [fields, &[("csrf", csrf), ("seen", seen)]].concat();
        checked(self.0.send("POST", &path, &fields, &[]).await)
    }

    /// Uploads a file with a form of a page.
    pub async fn upload(&self, page: &Page, action: &str, file: &[u8]) -> Page {
        let form = format!("form[action$='/{action}']");
        let path = page.attribute(&form, "action");
        let hidden = ["csrf", "seen"].map(|name| page.attribute(&format!("{form} input[name={name}]"), "value"));
        let [csrf, seen] = &hidden;
        checked(self.0.upload(&path, &[("csrf", csrf), ("seen", seen)], file).await)
    }

    /// Presses a button of a form that can take a file.
    pub async fn submit_multipart(&self, page: &Page, action: &str, button: &str) -> Page {
        let form = format!("form[action$='/{action}']");
        let path = page.attribute(&form, "action");
        let hidden = ["csrf", "seen"].map(|name| page.attribute(&format!("{form} input[name={name}]"), "value"));
        let [csrf, seen] = &hidden;
        checked(self.0.upload(&path, &[("csrf", csrf), ("seen", seen), ("do", button)], &[]).await)
    }

    /// Posts a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        checked(self.0.send("POST", path, fields, &[]).await)
    }

    /// Does something that the page of an application offers, and returns the page that follows.
    pub async fn act(&self, reference: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let done = self.submit(&self.file(reference).await, action, fields).await;
        assert_eq!(done.location(), format!("/staff/applications/{reference}"), "{action}");
        self.file(reference).await
    }
}

fn checked(page: Page) -> Page {
    let mut words = page.body.split(|c: char| !c.is_ascii_alphanumeric());
    let id = words.find(|word| word.parse::<ApplicationId>().is_ok());
    assert_eq!(id, None, "an application's id");
    assert!(!page.body.contains("/join/"), "a private link");
    page
}

/// Sends an application through the API, and returns its private path and its reference.
pub async fn apply(stack: &Stack, visitor: &Visitor, answers: &[(&str, &str)]) -> (String, String) {
    let mut body = api::application();
    for (name, answer) in answers {
        body[*name] = (*answer).into();
    }
    let address = visitor.post_json(body, &[]).await.received();
    let reference = reference(stack, &address).await;
    (address, reference)
}

/// Returns the reference of an application.
pub async fn reference(stack: &Stack, address: &str) -> String {
    store::submitted(stack, address).await.reference.to_string()
}

/// Returns the references in a list, in its order.
pub fn listed(page: &Page) -> Vec<String> {
    page.texts("tbody td.code")
}

/// Returns how many applications the tabs say are in each list.
pub fn counts(page: &Page) -> Vec<usize> {
    page.texts("nav.tabs .count").iter().map(|count| count.parse().unwrap()).collect()
}

/// Returns the items of an application's partition.
pub async fn items_of(stack: &Stack, address: &str, entity_type: &str) -> Vec<table::Item> {
    let key = address.replace("/join/", "application#");
    let items = table::items(stack, entity_type).await;
    items.into_iter().filter(|item| table::text(item, "pk") == key).collect()
}
