//! Checks of single applications: answers, receipts, links.

use crate::storage::model::book::{Action, Attempt, Reading, Record, Reported};
use crate::storage::model::marks;
use crate::storage::model::table::{Table, number, text};
use crate::support::{Item, answers};

pub fn judge(id: &str, record: &Record, table: &Table, problems: &mut Vec<String>) {
    let item = table.application(id);
    for section in answers::SECTIONS {
        let stored = item.map_or(Ok(None), |item| marks::stored(item, section));
        match stored {
            Err(problem) => problems.push(format!("half done: {id}: {problem}")),
            Ok(mark) if item.is_none_or(|item| text(item, "via") != "api") => {
                if !is_explained(section, mark.as_deref(), &record.attempts, [u64::MAX; 2]) {
                    problems.push(format!("lost: {id}: {section} has {mark:?}: {record:#?}"));
                }
            }
            Ok(_) => {}
        }
    }
    for Reading { shown, began, ended } in &record.readings {
        for (section, mark) in shown.iter().filter(|_| item.is_none_or(|item| text(item, "via") != "api")) {
            if !is_explained(section, mark.as_deref(), &record.attempts, [*began, *ended]) {
                problems.push(format!("lost: {id}: {section} showed {mark:?} at {began}: {record:#?}"));
            }
        }
    }
    sent(id, record, item, problems);
    receipts(id, record, item, table, problems);
    if let Some(item) = item {
        mailbox(id, record, item, problems);
    }
}

/// Whether a section may have had this mark when it was read between two moments: an attempt set it, and no later
/// acknowledged attempt had ended before.
fn is_explained(section: &str, mark: Option<&str>, attempts: &[Attempt], [began, ended]: [u64; 2]) -> bool {
    let touches =
        |action: &Action| matches!(action, Action::Erase) || matches!(action, Action::Save(of, _) if *of == section);
    let writes = || attempts.iter().filter(|attempt| touches(&attempt.action));
    let sets_mark = |attempt: &Attempt| match &attempt.action {
        Action::Save(_, saved) => mark == Some(saved.as_str()),
        _ => mark.is_none(),
    };
    let was_done =
        |attempt: &Attempt| attempt.reported == Reported::Done && attempt.ended.unwrap_or(u64::MAX - 1) < began;
    let is_overwritten =
        |attempt: &Attempt| writes().any(|later| was_done(later) && !sets_mark(later) && attempt.is_before(later));
    // A retry is refused if its first attempt was overwritten, but the mark could be read before.
    let may_be = |attempt: &Attempt| attempt.may_be_done() || ended < u64::MAX;
    let may_be_read = |attempt: &Attempt| may_be(attempt) && attempt.began < ended && sets_mark(attempt);
    let never_saved = !writes().any(|attempt| was_done(attempt) && !sets_mark(attempt));
    mark.is_none() && never_saved || writes().any(|attempt| may_be_read(attempt) && !is_overwritten(attempt))
}

/// Checks that the submitted answers were on a check page.
fn sent(id: &str, record: &Record, item: Option<&Item>, problems: &mut Vec<String>) {
    let Some(item) = item.filter(|item| text(item, "status") != "draft" && text(item, "via") != "api") else { return };
    let stored = answers::SECTIONS.map(|section| marks::stored(item, section).ok().flatten());
    let checked = |attempt: &Attempt| attempt.may_be_done() && attempt.action == Action::Submit(stored.clone());
    if !record.attempts.iter().any(checked) {
        problems.push(format!("half done: {id} was sent with {stored:?}, which was on no check page: {record:#?}"));
    }
}

/// Checks that all reports of receipt are correct and agree.
fn receipts(id: &str, record: &Record, item: Option<&Item>, table: &Table, problems: &mut Vec<String>) {
    if record.references.len() > 1 {
        problems.push(format!("doubled: {id} has {:?}", record.references));
    }
    let may_be =
        |action: &Action| record.attempts.iter().any(|attempt| attempt.action == *action && attempt.may_be_done());
    let erased = may_be(&Action::Withdraw) && may_be(&Action::Erase);
    for reference in &record.references {
        let is_received =
            item.is_some_and(|item| text(item, "reference") == reference && text(item, "status") != "draft");
        let claims = table.of_kind("reference#").filter(|(claimed, _)| claimed == reference);
        let claimed = claims.map(|(_, claim)| text(claim, "application_id")).eq([id]);
        if !claimed || !(is_received || item.is_none() && erased) {
            problems.push(format!("lost: {id} was received as {reference}: {item:?} {record:#?}"));
        }
    }
}

/// Checks link requests and the confirmation of an address.
fn mailbox(id: &str, record: &Record, item: &Item, problems: &mut Vec<String>) {
    let count = |action: &Action, done: bool| {
        let such = record.attempts.iter().filter(|attempt| attempt.action == *action);
        such.filter(|attempt| if done { attempt.reported == Reported::Done } else { attempt.may_be_done() }).count()
    };
    let links = number(item, "link_requests");
    let erased = count(&Action::Erase, false) > 0;
    if links < count(&Action::Link, true) && !erased {
        problems.push(format!("lost: {id} has {links} wishes for its address: {record:#?}"));
    }
    if links > count(&Action::Link, false) {
        problems.push(format!("doubled: {id} has {links} wishes for its address: {record:#?}"));
    }
    let replaced = item.contains_key("current_link");
    if replaced && count(&Action::Replace, false) == 0 || !replaced && count(&Action::Replace, true) > 0 && !erased {
        problems.push(format!("lost: {id} is reached by another link: {replaced}: {record:#?}"));
    }
    let confirmed = item.contains_key("contact_confirmed_at");
    if !confirmed && count(&Action::Confirm, true) > 0 || confirmed && count(&Action::Confirm, false) == 0 {
        problems.push(format!("lost: {id} is confirmed: {confirmed}: {record:#?}"));
    }
}
