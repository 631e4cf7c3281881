//! An actor with a browser.

use super::book::{Action, Attempt, Book, Reported};
use super::marks;
use crate::support::chance::{Chance, Turn};
use crate::support::{Page, Visitor, answers};
use aws_sdk_dynamodb::Client as Table;
use aws_sdk_dynamodb::types::AttributeValue;
use reqwest::StatusCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use store::Store;

/// The header with a request's turn.
pub const TURN: &str = "x-turn";

/// The state that all actors of a stack share.
#[derive(Debug)]
pub struct ModelState {
    pub book: Book,
    pub chance: Arc<Chance>,
    pub visitor: Visitor,
    /// The table's name, and a client without faults.
    pub table: (Table, String),
    /// The ids of the applications in use.
    pub ids: Vec<String>,
    pub requests: AtomicU32,
}

impl ModelState {
    /// Returns the confirmation code of an application's receipt.
    pub async fn code(&self, id: &str) -> String {
        let (client, table) = &self.table;
        let store = Store::new(client.clone(), table);
        let secret = store.secret(&shared::entropy::Entropy::system()).await.unwrap();
        secret.confirmation_code(&id.parse().unwrap()).to_string()
    }

    /// Returns the key in the current private link of an application.
    pub async fn link(&self, id: &str) -> String {
        let (client, table) = &self.table;
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let get = client.get_item().table_name(table).key("pk", text(&format!("application#{id}")));
        let item = get.key("sk", text("application")).consistent_read(true).send().await.unwrap().item;
        let link = item.as_ref().and_then(|item| item.get("current_link")?.as_s().ok());
        link.map_or_else(|| id.to_owned(), Clone::clone)
    }
}

/// A form that was posted, and may be posted again: by a second click, Back, or an older tab.
#[derive(Debug, Clone)]
pub struct Form {
    /// The application, by its first link.
    pub id: String,
    /// The key in the link to which it was posted.
    pub link: String,
    pub path: String,
    pub fields: answers::Answers,
    pub action: Action,
}

/// An actor.
#[derive(Debug)]
pub struct Client {
    pub number: u32,
    pub state: Arc<ModelState>,
    turns: AtomicU32,
    forms: Mutex<Vec<Form>>,
}

/// The page at an application's link.
#[derive(Debug)]
pub enum ApplicationPage {
    /// A draft, at this section.
    Questions(&'static str),
    /// A draft, at the check page.
    Check(Page),
    /// A submitted application.
    Status(Page),
    Gone,
    /// The link was replaced meanwhile.
    Moved,
    Unknown,
}

impl Client {
    pub fn new(number: u32, state: Arc<ModelState>) -> Self {
        Self { number, state, turns: AtomicU32::new(0), forms: Mutex::default() }
    }

    pub fn turn(&self) -> Turn {
        self.state.requests.fetch_add(1, Ordering::Relaxed);
        Turn { who: self.number, number: self.turns.fetch_add(1, Ordering::Relaxed) }
    }

    /// Returns an unused mark.
    pub fn mark(&self, section: &str) -> String {
        marks::mark(section, self.number, self.turns.fetch_add(1, Ordering::Relaxed))
    }

    /// Returns the forms posted so far.
    pub fn forms(&self) -> Vec<Form> {
        self.forms.lock().unwrap().clone()
    }

    pub async fn get(&self, path: &str) -> Option<Page> {
        self.request(self.turn(), "GET", path, None).await
    }

    async fn request(&self, turn: Turn, method: &str, path: &str, form: Option<&answers::Answers>) -> Option<Page> {
        let request = self.state.visitor.request(method, path);
        let request = request.header(TURN, format!("{} {}", turn.who, turn.number));
        let request = if let Some(form) = form { request.form(form) } else { request };
        let page = Page::read(request.send().await.ok()?).await;
        (!page.status.is_server_error()).then_some(page)
    }

    /// Opens the link and returns its page.
    pub async fn open(&self, id: &str) -> ApplicationPage {
        let link = self.state.link(id).await;
        let began = self.state.book.now();
        let Some(page) = self.get(&format!("/join/{link}")).await else { return ApplicationPage::Unknown };
        if page.status == StatusCode::OK {
            let shown = answers::SECTIONS.into_iter().zip(marks::shown(&page.body)).collect();
            self.state.book.read(id, began, shown);
        }
        match page.status {
            StatusCode::SEE_OTHER => {
                let next = page.location().rsplit('/').next().unwrap();
                let section = answers::SECTIONS.into_iter().find(|section| *section == next).unwrap();
                self.state.book.read(id, began, vec![(section, None)]);
                ApplicationPage::Questions(section)
            }
            StatusCode::OK if page.body.contains("<strong class=\"reference\">") => {
                self.state.book.received(id, reference(&page));
                ApplicationPage::Status(page)
            }
            StatusCode::OK => ApplicationPage::Check(page),
            StatusCode::NOT_FOUND => ApplicationPage::Gone,
            StatusCode::GONE => ApplicationPage::Moved,
            other => panic!("{other}: {}", page.body),
        }
    }

    /// Posts a form and records the outcome. Without `waits`, the response is ignored.
    pub async fn post(&self, form: &Form, waits: bool) -> Option<Page> {
        let (turn, began) = (self.turn(), self.state.book.now());
        let page = self.request(turn, "POST", &form.path, Some(&form.fields)).await.filter(|_| waits);
        let late = self.state.chance.is_late(turn);
        let mut reported = match &page {
            Some(page) => self.reported(form, page).await,
            None => Reported::Unknown,
        };
        if late && reported == Reported::Refused {
            reported = Reported::Unknown;
        }
        let ended = (reported != Reported::Unknown && !late).then(|| self.state.book.now());
        self.state.book.write(&form.id, Attempt { action: form.action.clone(), reported, began, ended });
        self.forms.lock().unwrap().push(form.clone());
        page
    }

    async fn reported(&self, form: &Form, page: &Page) -> Reported {
        // The link was replaced, perhaps after an attempt without a response.
        if page.status == StatusCode::GONE {
            return Reported::Unknown;
        }
        if page.status != StatusCode::SEE_OTHER {
            let statuses = [StatusCode::CONFLICT, StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS];
            assert!(statuses.contains(&page.status), "{} {}: {}", form.path, page.status, page.body);
            return Reported::Refused;
        }
        let home = page.location().ends_with(&form.link);
        match &form.action {
            // To the next section.
            Action::Save(..) if !home => Reported::Done,
            Action::Erase if home => Reported::Refused,
            // It was submitted since, perhaps after an attempt without a response.
            Action::Link if home => Reported::Unknown,
            Action::Link | Action::Erase | Action::Replace => Reported::Done,
            action => match (action, self.open(&form.id).await) {
                (Action::Save(..), ApplicationPage::Check(_)) => Reported::Done,
                (Action::Submit(_), ApplicationPage::Status(_)) => Reported::Done,
                (Action::Withdraw, ApplicationPage::Status(page))
                    if page.title() == "You withdrew your application" =>
                {
                    Reported::Done
                }
                (Action::Confirm, ApplicationPage::Status(page)) if page.body.contains("<p>You confirmed") => {
                    Reported::Done
                }
                _ => Reported::Unknown,
            },
        }
    }
}

/// Returns the reference on a status page.
fn reference(page: &Page) -> &str {
    between(&page.body, "<strong class=\"reference\">", "<")
}

/// Returns the version in a page's form.
pub fn version(page: &Page) -> String {
    between(&page.body, "name=\"version\" value=\"", "\"").to_owned()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(inner, _)| inner)
}
