//! An actor with a browser.

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

/// The header that names a request's turn.
pub const TURN: &str = "x-turn";

/// What all actors of one stack share.
#[derive(Debug)]
pub struct World {
    pub book: Book,
    pub chance: Arc<Chance>,
    pub visitor: Visitor,
    /// The table's name, and a client without faults.
    pub table: (Table, String),
    /// The ids of the applications in use.
    pub ids: Vec<String>,
    pub requests: AtomicU32,
}

impl World {
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
        let asked = client.get_item().table_name(table).key("pk", text(&format!("application#{id}")));
        let item = asked.key("sk", text("application")).consistent_read(true).send().await.unwrap().item;
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
    pub wish: Wish,
}

/// An actor.
#[derive(Debug)]
pub struct Client {
    pub number: u32,
    pub world: Arc<World>,
    turns: AtomicU32,
    forms: Mutex<Vec<Form>>,
}

/// The page at an application's link.
#[derive(Debug)]
pub enum Standing {
    /// A draft, at this section.
    Asks(Section),
    /// A draft, at the check page.
    Checks(Page),
    /// A submitted application.
    Sent(Page),
    Gone,
    /// The link was replaced meanwhile.
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

    /// Returns an unused mark.
    pub fn mark(&self, section: Section) -> String {
        marks::mark(section, self.number, self.turns.fetch_add(1, Ordering::Relaxed))
    }

    /// The forms posted before.
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

    /// Opens the link and returns its page, if there is a response.
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

    /// Posts a form, determines the outcome and records it. Without `heard`, the response is ignored.
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
        // The link was replaced, perhaps after an attempt without a response.
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
            // To the next section.
            Wish::Save(..) if !home => Told::Done,
            Wish::Erase if home => Told::Refused,
            // It was submitted since, perhaps after an attempt without a response.
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

/// Returns the reference on a status page.
fn reference(page: &Page) -> &str {
    between(&page.body, "<strong class=\"reference\">", "<")
}

/// Returns the version in a page's form.
pub fn version(page: &Page) -> String {
    between(&page.body, "name=\"version\" value=\"", "\"").to_owned()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(found, _)| found)
}
