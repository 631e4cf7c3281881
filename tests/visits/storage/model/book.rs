//! What everybody did and was told.

use shared::application::Status;
use shared::fields::Section;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

/// What somebody wanted of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// That a section has the answers with this mark.
    Save(Section, String),
    /// That it is sent, as the check page showed it.
    Submit([Option<String>; 4]),
    Withdraw,
    Erase,
    Link,
    Confirm,
    /// That it is reached by another link.
    Replace,
    /// Staff's: that it moves, at a time that no other move has.
    Move(Status, i64),
}

/// What somebody was told became of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Done,
    Refused,
    /// That it is not known, or nothing.
    Nothing,
}

/// A wish, and what became of it.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub wish: Wish,
    pub told: Told,
    pub began: u64,
    /// After this nothing of it happens any more.
    pub ended: Option<u64>,
}

/// What a page showed: the marks of sections, or that one was not saved.
#[derive(Debug, Clone)]
pub struct Reading {
    pub shown: Vec<(Section, Option<String>)>,
    pub began: u64,
    pub ended: u64,
}

/// All that is known of one application by those who used it.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub attempts: Vec<Attempt>,
    pub readings: Vec<Reading>,
    /// The references under which somebody was told that it was received.
    pub references: BTreeSet<String>,
}

/// An application that a program sends, under a key or none.
#[derive(Debug, Clone)]
pub struct Post {
    pub key: Option<String>,
    pub mark: String,
    pub told: Told,
    /// Id and reference, if it was received.
    pub receipt: Option<(String, String)>,
}

#[derive(Debug, Default)]
pub struct Book {
    time: AtomicU64,
    records: Mutex<BTreeMap<String, Record>>,
    posts: Mutex<Vec<Post>>,
}

impl Book {
    /// A moment after every other that was asked for before.
    pub fn now(&self) -> u64 {
        self.time.fetch_add(1, Ordering::SeqCst)
    }

    /// Writes down an attempt at the application with this id.
    pub fn write(&self, id: &str, attempt: Attempt) {
        self.records().entry(id.to_owned()).or_default().attempts.push(attempt);
    }

    /// Writes down what a page showed that was asked for at `began`.
    pub fn read(&self, id: &str, began: u64, shown: Vec<(Section, Option<String>)>) {
        let reading = Reading { shown, began, ended: self.now() };
        self.records().entry(id.to_owned()).or_default().readings.push(reading);
    }

    /// Writes down that somebody was told under which reference it was received.
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
    /// Whether it may have done what was wanted.
    pub fn may_be_done(&self) -> bool {
        self.told != Told::Refused
    }

    /// Whether it was over before another began.
    pub fn is_before(&self, other: &Self) -> bool {
        self.ended.is_some_and(|ended| ended < other.began)
    }
}
