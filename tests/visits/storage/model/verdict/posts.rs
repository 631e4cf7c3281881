//! Checks of applications that programs posted.

use crate::storage::model::book::{Post, Reported};
use crate::storage::model::marks;
use crate::storage::model::table::{Table, text};
use crate::support::{Item, answers};
use std::collections::BTreeMap;

pub fn judge(posts: &[Post], table: &Table, problems: &mut Vec<String>) {
    let sent: Vec<_> = table.applications().filter(|(_, item)| text(item, "via") == "api").collect();
    // Posts with one key are one application; without a key, each post is its own.
    let mut groups = BTreeMap::<&str, Vec<&Post>>::new();
    for post in posts {
        groups.entry(post.key.as_deref().unwrap_or(&post.mark)).or_default().push(post);
    }
    for (key, posts) in groups {
        let marks = || posts.iter().map(|post| &post.mark);
        let matching: Vec<_> = sent.iter().filter(|(_, item)| marks().any(|mark| has_mark(item, mark))).collect();
        let most = if posts[0].key.is_some() { 1 } else { posts.len() };
        let mut receipts: Vec<_> = posts.iter().filter_map(|post| post.receipt.as_ref()).collect();
        if posts[0].key.is_some() {
            receipts.dedup();
        }
        if matching.len() > most || receipts.len() > most {
            problems.push(format!("doubled: {key}: {matching:?} {posts:#?}"));
        }
        for (id, reference) in receipts {
            if !matching.iter().any(|(sent, item)| sent == id && text(item, "reference") == reference) {
                problems.push(format!("lost: {key}: {reference}: {matching:?} {posts:#?}"));
            }
        }
    }
    for (id, item) in sent {
        let wanted = |post: &Post| post.reported != Reported::Refused && has_mark(item, &post.mark);
        if !posts.iter().any(wanted) {
            problems.push(format!("half done: no post explains {id}: {item:?}"));
        }
    }
}

/// Whether all sections have this mark.
fn has_mark(item: &Item, mark: &str) -> bool {
    answers::SECTIONS
        .into_iter()
        .all(|section| marks::stored(item, section).is_ok_and(|it| it.as_deref() == Some(mark)))
}
