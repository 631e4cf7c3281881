//! Checks of the table alone: unique references, no orphaned items, and all messages sent.

use crate::storage::model::table::{Table, signs_of_spam, text};
use std::collections::BTreeMap;

pub fn judge(table: &Table, problems: &mut Vec<String>) {
    let mut claims = BTreeMap::<&str, Vec<&str>>::new();
    for (reference, claim) in table.of_kind("reference#") {
        claims.entry(text(claim, "application_id")).or_default().push(reference);
    }
    for (id, item) in table.applications().filter(|(_, item)| text(item, "status") != "draft") {
        if claims.get(id).is_none_or(|claimed| *claimed != [text(item, "reference")]) {
            problems.push(format!("half done: {id} has {:?} and claims {:?}", text(item, "reference"), claims.get(id)));
        }
        let receipt = table.with_sort_key("notice#received").find(|(of, ..)| *of == id);
        let settled = receipt.is_some_and(|(.., notice)| text(notice, "state") == "off");
        if !settled && signs_of_spam(item) < 2 {
            problems.push(format!("lost: the message about {id}: {receipt:?} {item:?}"));
        }
    }
    for (id, claimed) in &claims {
        let begun = table.with_sort_key("history#").any(|(of, number, _)| of == *id && number == "000001");
        if claimed.len() != 1 || !begun {
            problems.push(format!("half done: {claimed:?} are claimed by {id}, which has a history: {begun}"));
        }
    }
    for (id, number, _) in table.with_sort_key("history#") {
        if !claims.contains_key(id) {
            problems.push(format!("half done: entry {number} of {id}, which has no reference"));
        }
    }
    for (id, other, item) in table.with_sort_key("look_alike#").chain(table.with_sort_key("likeness#")) {
        if table.application(id).is_none() {
            problems.push(format!("half done: {other} of a missing application: {item:?}"));
        }
    }
    for (id, sort, item) in
        ["note#", "exchange#", "search_terms"].into_iter().flat_map(|kind| table.with_sort_key(kind))
    {
        if table.application(id).is_none() {
            problems.push(format!("half done: {sort} of a missing application: {item:?}"));
        }
    }
    for (id, note, _) in table.with_sort_key("note#") {
        let number = note.rsplit('#').next().unwrap_or_default();
        if !table
            .with_sort_key("history#")
            .any(|(of, entry, item)| of == id && entry == number && text(item, "action") == "note")
        {
            problems.push(format!("half done: {id} has the note {note} without its entry"));
        }
    }
    for (id, number, item) in table.with_sort_key("history#") {
        let kind = match text(item, "action") {
            "note" => "note#",
            "ask" => "exchange#",
            _ => continue,
        };
        let is_there = table.with_sort_key(kind).any(|(of, sort, _)| of == id && sort.ends_with(number));
        if !is_there && table.application(id).is_some() {
            problems.push(format!("half done: entry {number} of {id} lacks its {kind}"));
        }
    }
    // A link with a TTL led to a draft that was deleted and restarted since.
    for (link, item) in table.of_kind("link#").filter(|(_, item)| !item.contains_key("expires_at")) {
        let id = text(item, "application_id");
        let is_linked_back = table.with_sort_key("link#").any(|(of, known, _)| of == id && known == link);
        if !is_linked_back && table.application(id).is_some() {
            problems.push(format!("half done: link {link} belongs to {id}, which does not list it"));
        }
    }
    for (id, link, _) in table.with_sort_key("link#") {
        if table.application(id).is_none() || !table.of_kind("link#").any(|(known, _)| known == link) {
            problems.push(format!("half done: {id} has the link {link}, which leads nowhere"));
        }
    }
    for (id, item) in table.applications().filter(|(_, item)| item.contains_key("current_link")) {
        let current = text(item, "current_link");
        let leads_back = |(link, item): (&str, &_)| link == current && text(item, "application_id") == id;
        if !table.of_kind("link#").any(leads_back) {
            problems.push(format!("lost: {id} is reached by {current}, which belongs to another"));
        }
    }
    for (name, item) in table.of_kind("likeness#") {
        let id = text(item, "sk").strip_prefix("application#").unwrap_or_default();
        if table.application(id).is_none() {
            problems.push(format!("half done: {name} names a missing application"));
        }
    }
    for (name, item) in table.of_kind("search#") {
        let id = text(item, "sk").rsplit("application#").next().unwrap_or_default();
        if table.application(id).is_none() {
            problems.push(format!("half done: {name} names a missing application"));
        }
    }
    for (_, item) in table.of_kind("idempotency#") {
        let led_to = table.application(text(item, "application_id"));
        if led_to.is_none_or(|sent| text(sent, "reference") != text(item, "reference")) {
            problems.push(format!("half done: a key names a missing item: {item:?}"));
        }
    }
}
