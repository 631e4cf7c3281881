//! Somebody with a browser, among others at the same time.

use super::book::{Attempt, Book, Told, Wish};
use super::marks;
use crate::support::chance::{Chance, Turn};
use crate::support::{Page, Visitor, answers};
use aws_sdk_dynamodb::Client as Table;
use aws_sdk_dynamodb::types::AttributeValue;
use reqwest::StatusCode;
use shared::fields::Section;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use store::Store;

/// The header that tells the stack whose turn a request is.
pub const TURN: &str = "x-turn";

/// What those who use one stack have in common.
#[derive(Debug)]
pub struct World {
    pub book: Book,
    pub chance: Arc<Chance>,
    pub visitor: Visitor,
    /// The table's name, and a way to it on which nothing goes wrong.
    pub table: (Table, String),
    /// The ids of the applications that are used.
    pub ids: Vec<String>,
    pub requests: AtomicU32,
}

impl World {
    /// What the receipt confirms the address of an application with.
    pub async fn code(&self, id: &str) -> String {
        let (client, table) = &self.table;
        let store = Store::new(client.clone(), table);
        let secret = store.secret(&shared::entropy::Entropy::system()).await.unwrap();
        secret.confirmation_code(&id.parse().unwrap()).to_string()
    }

    /// The key in the private link by which an application is reached now.
    pub async fn link(&self, id: &str) -> String {
        let (client, table) = &self.table;
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let asked = client.get_item().table_name(table).key("pk", text(&format!("application#{id}")));
        let item = asked.key("sk", text("application")).consistent_read(true).send().await.unwrap().item;
        let link = item.as_ref().and_then(|item| item.get("current_link")?.as_s().ok());
        link.map_or_else(|| id.to_owned(), Clone::clone)
    }
}

/// A form that was posted, and may be again: by a second click, by Back, or by an older tab.
#[derive(Debug, Clone)]
pub struct Form {
    /// The application, by its first link.
    pub id: String,
    /// The key in the link that it was posted to.
    pub link: String,
    pub path: String,
    pub fields: answers::Answers,
    pub wish: Wish,
}

/// Somebody.
#[derive(Debug)]
pub struct Client {
    pub number: u32,
    pub world: Arc<World>,
    turns: AtomicU32,
    forms: Mutex<Vec<Form>>,
}

/// What the address of an application shows.
#[derive(Debug)]
pub enum Standing {
    /// The page that asks for this section, of a draft.
    Asks(Section),
    /// The answers to check.
    Checks(Page),
    /// That it was sent.
    Sent(Page),
    Gone,
    /// Somebody has replaced the link meanwhile.
    Moved,
    Unknown,
}

impl Client {
    pub fn new(number: u32, world: Arc<World>) -> Self {
        Self { number, world, turns: AtomicU32::new(0), forms: Mutex::default() }
    }

    pub fn turn(&self) -> Turn {
        self.world.requests.fetch_add(1, Ordering::Relaxed);
        Turn { who: self.number, number: self.turns.fetch_add(1, Ordering::Relaxed) }
    }

    /// A mark that nobody has used before.
    pub fn mark(&self, section: Section) -> String {
        marks::mark(section, self.number, self.turns.fetch_add(1, Ordering::Relaxed))
    }

    /// The forms that were posted before.
    pub fn forms(&self) -> Vec<Form> {
        self.forms.lock().unwrap().clone()
    }

    pub async fn get(&self, path: &str) -> Option<Page> {
        self.request(self.turn(), "GET", path, None).await
    }

    async fn request(&self, turn: Turn, method: &str, path: &str, form: Option<&answers::Answers>) -> Option<Page> {
        let request = self.world.visitor.request(method, path);
        let request = request.header(TURN, format!("{} {}", turn.who, turn.number));
        let request = if let Some(form) = form { request.form(form) } else { request };
        let page = Page::read(request.send().await.ok()?).await;
        (!page.status.is_server_error()).then_some(page)
    }

    /// What the address shows, as far as it answers.
    pub async fn stand(&self, id: &str) -> Standing {
        let link = self.world.link(id).await;
        let began = self.world.book.now();
        let Some(page) = self.get(&format!("/join/{link}")).await else { return Standing::Unknown };
        if page.status == StatusCode::OK {
            let shown = Section::ALL.into_iter().zip(marks::shown(&page.body)).collect();
            self.world.book.read(id, began, shown);
        }
        match page.status {
            StatusCode::SEE_OTHER => {
                let asked = Section::named(page.location().rsplit('/').next().unwrap()).unwrap();
                self.world.book.read(id, began, vec![(asked, None)]);
                Standing::Asks(asked)
            }
            StatusCode::OK if page.body.contains("<strong class=\"reference\">") => {
                self.world.book.received(id, reference(&page));
                Standing::Sent(page)
            }
            StatusCode::OK => Standing::Checks(page),
            StatusCode::NOT_FOUND => Standing::Gone,
            StatusCode::GONE => Standing::Moved,
            other => panic!("{other}: {}", page.body),
        }
    }

    /// Posts a form, finds out what became of it, and writes that down. `heard` is whether the answer is looked at.
    pub async fn post(&self, form: &Form, heard: bool) -> Option<Page> {
        let (turn, began) = (self.turn(), self.world.book.now());
        let page = self.request(turn, "POST", &form.path, Some(&form.fields)).await.filter(|_| heard);
        let late = self.world.chance.is_late(turn);
        let mut told = match &page {
            Some(page) => self.told(form, page).await,
            None => Told::Nothing,
        };
        if late && told == Told::Refused {
            told = Told::Nothing;
        }
        let ended = (told != Told::Nothing && !late).then(|| self.world.book.now());
        self.world.book.write(&form.id, Attempt { wish: form.wish.clone(), told, began, ended });
        self.forms.lock().unwrap().push(form.clone());
        page
    }

    async fn told(&self, form: &Form, page: &Page) -> Told {
        // Somebody has replaced the link, perhaps after a first attempt of which nobody heard.
        if page.status == StatusCode::GONE {
            return Told::Nothing;
        }
        if page.status != StatusCode::SEE_OTHER {
            let statuses = [StatusCode::CONFLICT, StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS];
            assert!(statuses.contains(&page.status), "{} {}: {}", form.path, page.status, page.body);
            return Told::Refused;
        }
        let home = page.location().ends_with(&form.link);
        match &form.wish {
            // To the next page of questions.
            Wish::Save(..) if !home => Told::Done,
            Wish::Erase if home => Told::Refused,
            // It was sent since; perhaps after a first attempt of which nobody heard.
            Wish::Link if home => Told::Nothing,
            Wish::Link | Wish::Erase | Wish::Replace => Told::Done,
            wish => match (wish, self.stand(&form.id).await) {
                (Wish::Save(..), Standing::Checks(_)) => Told::Done,
                (Wish::Submit(_), Standing::Sent(_)) => Told::Done,
                (Wish::Withdraw, Standing::Sent(page)) if page.title() == "You withdrew your application" => Told::Done,
                (Wish::Confirm, Standing::Sent(page)) if page.body.contains("<p>You confirmed") => Told::Done,
                _ => Told::Nothing,
            },
        }
    }
}

/// The reference that a status page shows.
fn reference(page: &Page) -> &str {
    between(&page.body, "<strong class=\"reference\">", "<")
}

/// The version in a page's form.
pub fn version(page: &Page) -> String {
    between(&page.body, "name=\"version\" value=\"", "\"").to_owned()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(found, _)| found)
}
