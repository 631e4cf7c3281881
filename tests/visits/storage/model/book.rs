//! The record of what every actor did and was told.

use shared::application::Status;
use shared::fields::Section;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

/// A wanted change of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A section has the answers with this mark.
    Save(Section, String),
    /// It is submitted as the check page showed it.
    Submit([Option<String>; 4]),
    Withdraw,
    Erase,
    Link,
    Confirm,
    /// It gets another link.
    Replace,
    /// Staff change its status, at a time that no other change has.
    Move(Status, i64),
}

/// The outcome that an actor was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Done,
    Refused,
    /// Unknown, or no response.
    Nothing,
}

/// A wish and its outcome.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub wish: Wish,
    pub told: Told,
    pub began: u64,
    /// After this moment it has no more effects.
    pub ended: Option<u64>,
}

/// The marks of sections on a page; none for a section that was not saved.
#[derive(Debug, Clone)]
pub struct Reading {
    pub shown: Vec<(Section, Option<String>)>,
    pub began: u64,
    pub ended: u64,
}

/// Everything that actors know of one application.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub attempts: Vec<Attempt>,
    pub readings: Vec<Reading>,
    /// The references under which it was reported as received.
    pub references: BTreeSet<String>,
}

/// An application of a program, with or without a key.
#[derive(Debug, Clone)]
pub struct Post {
    pub key: Option<String>,
    pub mark: String,
    pub told: Told,
    /// Id and reference, if received.
    pub receipt: Option<(String, String)>,
}

#[derive(Debug, Default)]
pub struct Book {
    time: AtomicU64,
    records: Mutex<BTreeMap<String, Record>>,
    posts: Mutex<Vec<Post>>,
}

impl Book {
    /// Returns a moment after all earlier ones.
    pub fn now(&self) -> u64 {
        self.time.fetch_add(1, Ordering::SeqCst)
    }

    /// Records an attempt.
    pub fn write(&self, id: &str, attempt: Attempt) {
        self.records().entry(id.to_owned()).or_default().attempts.push(attempt);
    }

    /// Records the marks on a page that was requested at `began`.
    pub fn read(&self, id: &str, began: u64, shown: Vec<(Section, Option<String>)>) {
        let reading = Reading { shown, began, ended: self.now() };
        self.records().entry(id.to_owned()).or_default().readings.push(reading);
    }

    /// Records a reference under which it was reported as received.
    pub fn received(&self, id: &str, reference: &str) {
        self.records().entry(id.to_owned()).or_default().references.insert(reference.to_owned());
    }

    pub fn post(&self, post: Post) {
        if let Some((id, reference)) = &post.receipt {
            self.received(id, reference);
        }
        self.posts.lock().unwrap().push(post);
    }

    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    pub fn all(&self) -> BTreeMap<String, Record> {
        self.records().clone()
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<String, Record>> {
        self.records.lock().unwrap()
    }
}

impl Attempt {
    /// Whether it may have had its effect.
    pub fn may_be_done(&self) -> bool {
        self.told != Told::Refused
    }

    /// Whether it ended before another began.
    pub fn is_before(&self, other: &Self) -> bool {
        self.ended.is_some_and(|ended| ended < other.began)
    }
}
