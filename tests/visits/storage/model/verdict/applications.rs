//! Checks of single applications: answers, receipts, links.

use crate::storage::model::book::{Attempt, Reading, Record, Told, Wish};
use crate::storage::model::marks;
use crate::storage::model::table::{Table, number, text};
use crate::support::Item;
use shared::fields::Section;

pub fn judge(id: &str, record: &Record, table: &Table, problems: &mut Vec<String>) {
    let item = table.application(id);
    for section in Section::ALL {
        let stored = item.map_or(Ok(None), |item| marks::stored(item, section));
        match stored {
            Err(problem) => problems.push(format!("half done: {id}: {problem}")),
            Ok(mark) if item.is_none_or(|item| text(item, "via") != "api") => {
                if !is_explained(section, mark.as_deref(), &record.attempts, [u64::MAX; 2]) {
                    problems.push(format!("lost: {id}: {} has {mark:?}: {record:#?}", section.name()));
                }
            }
            Ok(_) => {}
        }
    }
    for Reading { shown, began, ended } in &record.readings {
        for (section, mark) in shown.iter().filter(|_| item.is_none_or(|item| text(item, "via") != "api")) {
            if !is_explained(*section, mark.as_deref(), &record.attempts, [*began, *ended]) {
                problems.push(format!("lost: {id}: {} showed {mark:?} at {began}: {record:#?}", section.name()));
            }
        }
    }
    sent(id, record, item, problems);
    told_of_receipt(id, record, item, table, problems);
    if let Some(item) = item {
        mailbox(id, record, item, problems);
    }
}

/// Whether a section may have this mark when it was read between two moments: an attempt wanted it, and no acknowledged
/// attempt began after that one had ended.
fn is_explained(section: Section, mark: Option<&str>, attempts: &[Attempt], [began, ended]: [u64; 2]) -> bool {
    let touches = |wish: &Wish| matches!(wish, Wish::Erase) || matches!(wish, Wish::Save(of, _) if *of == section);
    let writes = || attempts.iter().filter(|attempt| touches(&attempt.wish));
    let leaves_it_so = |attempt: &Attempt| match &attempt.wish {
        Wish::Save(_, saved) => mark == Some(saved.as_str()),
        _ => mark.is_none(),
    };
    let was_done = |attempt: &Attempt| attempt.told == Told::Done && attempt.ended.unwrap_or(u64::MAX - 1) < began;
    let is_overwritten =
        |attempt: &Attempt| writes().any(|later| was_done(later) && !leaves_it_so(later) && attempt.is_before(later));
    // A retry whose first attempt was overwritten is refused, but its mark could be read before.
    let may_be = |attempt: &Attempt| attempt.may_be_done() || ended < u64::MAX;
    let may_be_read = |attempt: &Attempt| may_be(attempt) && attempt.began < ended && leaves_it_so(attempt);
    let never_saved = !writes().any(|attempt| was_done(attempt) && !leaves_it_so(attempt));
    mark.is_none() && never_saved || writes().any(|attempt| may_be_read(attempt) && !is_overwritten(attempt))
}

/// The submitted answers are those of a check page.
fn sent(id: &str, record: &Record, item: Option<&Item>, problems: &mut Vec<String>) {
    let Some(item) = item.filter(|item| text(item, "status") != "draft" && text(item, "via") != "api") else { return };
    let stored = Section::ALL.map(|section| marks::stored(item, section).ok().flatten());
    let checked = |attempt: &Attempt| attempt.may_be_done() && attempt.wish == Wish::Submit(stored.clone());
    if !record.attempts.iter().any(checked) {
        problems.push(format!("half done: {id} was sent with {stored:?}, which nobody checked: {record:#?}"));
    }
}

/// All reports of receipt are correct, and agree.
fn told_of_receipt(id: &str, record: &Record, item: Option<&Item>, table: &Table, problems: &mut Vec<String>) {
    if record.references.len() > 1 {
        problems.push(format!("doubled: {id} has {:?}", record.references));
    }
    let may_be = |wish: &Wish| record.attempts.iter().any(|attempt| attempt.wish == *wish && attempt.may_be_done());
    let erased = may_be(&Wish::Withdraw) && may_be(&Wish::Erase);
    for reference in &record.references {
        let stands = item.is_some_and(|item| text(item, "reference") == reference && text(item, "status") != "draft");
        let claims = table.of_kind("reference#").filter(|(claimed, _)| claimed == reference);
        let claimed = claims.map(|(_, claim)| text(claim, "application_id")).eq([id]);
        if !claimed || !(stands || item.is_none() && erased) {
            problems.push(format!("lost: {id} was received as {reference}: {item:?} {record:#?}"));
        }
    }
}

/// Link requests, and the confirmation of an address.
fn mailbox(id: &str, record: &Record, item: &Item, problems: &mut Vec<String>) {
    let count = |wish: &Wish, done: bool| {
        let such = record.attempts.iter().filter(|attempt| attempt.wish == *wish);
        such.filter(|attempt| if done { attempt.told == Told::Done } else { attempt.may_be_done() }).count()
    };
    let links = number(item, "link_requests");
    let erased = count(&Wish::Erase, false) > 0;
    if links < count(&Wish::Link, true) && !erased {
        problems.push(format!("lost: {id} has {links} wishes for its address: {record:#?}"));
    }
    if links > count(&Wish::Link, false) {
        problems.push(format!("doubled: {id} has {links} wishes for its address: {record:#?}"));
    }
    let replaced = item.contains_key("current_link");
    if replaced && count(&Wish::Replace, false) == 0 || !replaced && count(&Wish::Replace, true) > 0 && !erased {
        problems.push(format!("lost: {id} is reached by another link: {replaced}: {record:#?}"));
    }
    let confirmed = item.contains_key("contact_confirmed_at");
    if !confirmed && count(&Wish::Confirm, true) > 0 || confirmed && count(&Wish::Confirm, false) == 0 {
        problems.push(format!("lost: {id} is confirmed: {confirmed}: {record:#?}"));
    }
}
