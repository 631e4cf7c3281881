//! The record of every actor's actions and their reported outcomes.

use shared::application::Reference;
use shared::member::MemberAction;
use shared::timestamp::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

/// An attempted change to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Saves a section with this mark.
    Save(&'static str, String),
    /// Submits the answers with the marks on the check page.
    Submit([Option<String>; 4]),
    Withdraw,
    Erase,
    Link,
    Confirm,
    /// Replaces the link.
    Replace,
    /// Does what staff do, at a unique time.
    Act(shared::application::Action, i64),
}

/// The outcome that an actor saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    Done,
    Refused,
    /// No response, or one that does not tell.
    Unknown,
}

/// An action and its outcome.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub action: Action,
    pub reported: Reported,
    pub began: u64,
    /// The moment after which it has no more effects.
    pub ended: Option<u64>,
}

/// The marks of sections on a page; none for a section that was not saved.
#[derive(Debug, Clone)]
pub struct Reading {
    pub shown: Vec<(&'static str, Option<String>)>,
    pub began: u64,
    pub ended: u64,
}

/// Everything that actors know about one application.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub attempts: Vec<Attempt>,
    pub readings: Vec<Reading>,
    /// The references shown when it was reported as received.
    pub references: BTreeSet<String>,
}

/// An application posted by a program, with or without a key.
#[derive(Debug, Clone)]
pub struct Post {
    pub key: Option<String>,
    pub mark: String,
    pub reported: Reported,
    /// Id and reference, if received.
    pub receipt: Option<(String, String)>,
}

/// An attempted change of a member, at a unique time.
#[derive(Debug, Clone)]
pub struct MemberAttempt {
    pub reference: Reference,
    pub action: MemberAction,
    pub at: Timestamp,
    pub reported: Reported,
}

#[derive(Debug, Default)]
pub struct Book {
    time: AtomicU64,
    records: Mutex<BTreeMap<String, Record>>,
    posts: Mutex<Vec<Post>>,
    members: Mutex<Vec<MemberAttempt>>,
}

impl Book {
    /// Returns the current logical time, later than all before.
    pub fn now(&self) -> u64 {
        self.time.fetch_add(1, Ordering::SeqCst)
    }

    /// Records an attempt.
    pub fn write(&self, id: &str, attempt: Attempt) {
        self.records().entry(id.to_owned()).or_default().attempts.push(attempt);
    }

    /// Records the marks on a page that was requested at `began`.
    pub fn read(&self, id: &str, began: u64, shown: Vec<(&'static str, Option<String>)>) {
        let reading = Reading { shown, began, ended: self.now() };
        self.records().entry(id.to_owned()).or_default().readings.push(reading);
    }

    /// Records the reference of an application that was reported as received.
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

    pub fn change_member(&self, attempt: MemberAttempt) {
        self.members.lock().unwrap().push(attempt);
    }

    pub fn member_changes(&self) -> Vec<MemberAttempt> {
        self.members.lock().unwrap().clone()
    }

    pub fn all(&self) -> BTreeMap<String, Record> {
        self.records().clone()
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<String, Record>> {
        self.records.lock().unwrap()
    }
}

impl Attempt {
    /// Whether it may have taken effect.
    pub fn may_be_done(&self) -> bool {
        self.reported != Reported::Refused
    }

    /// Whether it ended before the other began.
    pub fn is_before(&self, other: &Self) -> bool {
        self.ended.is_some_and(|ended| ended < other.began)
    }
}
