//! What is started and measured: functions, each with the event that it is started for.

use crate::Outcome;
use crate::events;
use crate::stand::{Expected, OVER_TLS, Stand};
use bench::Launch;
use serde_dynamo::Item;
use shared::fields::Section;
use test_support::answers;

/// A program and its first event.
pub struct Subject {
    /// The function's name.
    pub function: &'static str,
    /// What it is started for, in words.
    pub asked: &'static str,
    /// What starts it.
    pub launch: Launch,
    /// The `number`th event of its kind.
    pub event: fn(usize) -> String,
    /// What its answer has to be.
    pub expected: Expected,
    /// What has to be in the table before that event.
    pub stored: Option<fn(usize) -> Outcome<Item>>,
}

impl Subject {
    /// The first is the floor, which everything is held against; the second the floor again, which shows how far two
    /// measurements of the same differ; the third is the least that a function can be that writes to the table.
    pub fn all(stand: &Stand) -> Outcome<Vec<Self>> {
        let ok = Expected::Status(200);
        let subjects = [
            Self::of(stand, "floor", "hello", |n| events::get("/", n), ok)?,
            Self::of(stand, "floor", "again", |n| events::get("/", n), ok)?,
            Self::of(stand, OVER_TLS, "an item written", |n| events::get(&format!("/{n}"), n), ok)?,
            Self::of(stand, "pages", "a page", |n| events::get("/our-mission", n), ok)?,
            Self::of(stand, "pages", "a list", |n| events::get("/comment-letters", n), ok)?,
            Self::of(stand, "pages", "a search", |n| events::search("clinical+trials", n), ok)?,
            Self::of(stand, "join", "a section saved", save, Expected::Status(303))?,
            Self::of(stand, "join", "questions shown", questions, ok)?,
            Self::of(stand, "join", "begun", |n| events::get("/join/start", n), Expected::Status(303))?,
            // Three calls to the table instead of one.
            Self::of(stand, "join", "saved, source counted", save, Expected::Status(303))?.with("SOURCE_LIMIT", "200"),
            Self {
                stored: Some(events::stored),
                ..Self::of(stand, "notify", "a submission told", events::submitted, Expected::Messages(2))?
            },
        ];
        Ok(subjects.into())
    }

    /// Of every function the one that budgets and pictures are about: its first.
    pub fn principal(stand: &Stand) -> Outcome<Vec<Self>> {
        let mut subjects = Self::all(stand)?;
        subjects.dedup_by_key(|subject| subject.function);
        subjects.retain(|subject| subject.function != OVER_TLS);
        Ok(subjects)
    }

    /// A function of the stand, for which nothing has to be in the table.
    pub fn of(
        stand: &Stand,
        function: &'static str,
        asked: &'static str,
        event: fn(usize) -> String,
        expected: Expected,
    ) -> Outcome<Self> {
        Ok(Self { function, asked, launch: stand.launch(function)?, event, expected, stored: None })
    }

    /// The same, with another value for a variable.
    fn with(mut self, variable: &str, value: &str) -> Self {
        self.launch = self.launch.with(variable, value);
        self
    }

    /// Function and event.
    pub fn label(&self) -> String {
        format!("{}: {}", self.function, self.asked)
    }
}

/// The first questions of a new application.
fn questions(number: usize) -> String {
    events::get(&events::application(number, Section::Organization.name()), number)
}

/// The first section of a new application.
pub fn save(number: usize) -> String {
    let form = answers::with(answers::good(Section::Organization), "version", "0");
    events::post(number, Section::Organization.name(), &form)
}
