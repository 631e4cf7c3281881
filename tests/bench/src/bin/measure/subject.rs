//! The measured functions, each with its first event.

use crate::Outcome;
use crate::events;
use crate::stand::{Expected, OVER_TLS, Stand};
use bench::Launch;
use local::Template;
use pages::embedded_content;
use serde_dynamo::Item;
use shared::site::{Embedded, Form, Site};
use std::sync::LazyLock;
use test_support::answers;

/// The form of the site that the programs show.
pub static FORM: LazyLock<Form> = LazyLock::new(|| Form::embedded().unwrap_or_default());

/// The first page and the first list in its menu, or else its home page.
static MENU: LazyLock<[String; 2]> = LazyLock::new(|| {
    let (site, content) = (Site::embedded(), embedded_content());
    let paths: Vec<_> = site.into_iter().flat_map(|site| site.navigation).map(|link| link.path).collect();
    [false, true].map(|is_list| {
        let mut paths = paths.iter().filter(|path| content.list_page(path, i64::MAX).is_some() == is_list);
        paths.next().map_or_else(|| "/".to_owned(), Clone::clone)
    })
});

/// Returns the path of a page.
pub fn page() -> &'static str {
    let [page, _] = &*MENU;
    page
}

/// Returns the path of a list.
pub fn list() -> &'static str {
    let [_, list] = &*MENU;
    list
}

/// The search that is measured.
pub const SEARCH: &str = "/search?q=clinical+trials";

/// Returns the items of the `number`th event.
type Stored = fn(usize) -> Outcome<Vec<Item>>;

/// A program and its first event.
pub struct Subject {
    /// The function's name.
    pub function: String,
    /// The event, in words.
    pub event_name: &'static str,
    /// Its launch.
    pub launch: Launch,
    /// Returns the `number`th event of its kind.
    pub event: Box<dyn Fn(usize) -> String>,
    /// The required response.
    pub expected: Expected,
    /// The items that must be in the table before that event.
    pub stored: Option<Stored>,
}

impl Subject {
    /// Returns the floor, the baseline; the floor again, to show noise; the floor for functions that write to the
    /// table; then the functions.
    pub fn all(stand: &Stand) -> Outcome<Vec<Self>> {
        let ok = Expected::Status(200);
        let mut subjects = vec![
            Self::of(stand, "floor", "hello", |n| events::get("/", n), ok)?,
            Self::of(stand, "floor", "again", |n| events::get("/", n), ok)?,
            Self::of(stand, OVER_TLS, "an item written", |n| events::get(&format!("/{n}"), n), ok)?,
            Self::of(stand, "pages", "a page", |n| events::get(page(), n), ok)?,
            Self::of(stand, "pages", "a list", |n| events::get(list(), n), ok)?,
            Self::of(stand, "pages", "a search", |n| events::get(SEARCH, n), ok)?,
            Self::of(stand, "join", "a section saved", save, Expected::Status(303))?,
            Self::of(stand, "join", "questions shown", questions, ok)?,
            Self::of(stand, "join", "begun", |n| events::get("/join/start", n), Expected::Status(303))?,
            // Three calls to the table instead of one.
            Self::of(stand, "join", "saved, source counted", save, Expected::Status(303))?.with("SOURCE_LIMIT", "200"),
            Self {
                stored: Some(events::stored),
                ..Self::of(stand, "notify", "a submission told", events::submitted, Expected::Messages(2))?
            },
            Self::of(stand, "directory", "the list of 5,000 members", |n| events::get("/members", n), ok)?,
            Self { stored: Some(events::session), ..Self::of(stand, "review", "the queue", events::queue, ok)? },
        ];
        let template = Template::embedded()?;
        for function in template.functions.keys() {
            if subjects.iter().any(|subject| subject.function == *function) {
                continue;
            }
            let route = template.routes.iter().find(|route| route.function == *function && !route.path.contains('{'));
            let path = route.map(|route| route.path.clone()).ok_or_else(|| {
                format!("{function} has no page to get: add its first event to tests/bench/src/bin/measure/subject.rs")
            })?;
            subjects.push(Self::of(stand, function, "its first route", move |n| events::get(&path, n), ok)?);
        }
        Ok(subjects)
    }

    /// Returns the subjects of the budget: the floor and each function of the template, with its first event.
    pub fn principal(stand: &Stand) -> Outcome<Vec<Self>> {
        let mut subjects = Self::all(stand)?;
        subjects.dedup_by(|second, first| second.function == first.function);
        subjects.retain(|subject| subject.function != OVER_TLS);
        Ok(subjects)
    }

    /// Returns a subject that needs no item in the table.
    pub fn of(
        stand: &Stand,
        function: &str,
        event_name: &'static str,
        event: impl Fn(usize) -> String + 'static,
        expected: Expected,
    ) -> Outcome<Self> {
        let (launch, event) = (stand.launch(function)?, Box::new(event));
        Ok(Self { function: function.to_owned(), event_name, launch, event, expected, stored: None })
    }

    /// Sets a variable to another value.
    fn with(mut self, variable: &str, value: &str) -> Self {
        self.launch = self.launch.with(variable, value);
        self
    }

    /// Returns function and event.
    pub fn label(&self) -> String {
        format!("{}: {}", self.function, self.event_name)
    }
}

/// Returns the name of the first section of the form.
pub fn first_section() -> &'static str {
    FORM.sections.first().map_or("", |section| &section.name)
}

/// Opens the first section of a new application.
fn questions(number: usize) -> String {
    events::get(&events::application(number, first_section()), number)
}

/// Saves the first section of a new application.
pub fn save(number: usize) -> String {
    let form = answers::with(answers::valid(&FORM, first_section()), "version", "0");
    events::post(number, first_section(), &form)
}
