//! Counts the applications of a table again.

use std::error::Error;
use std::fmt::Write;

use shared::timestamp::Timestamp;
use store::{Mended, Recount, Store};

use crate::Table;

/// Counts all applications again, and mends the counters that are wrong: see [`Store::recount`]. The site may be running.
/// Returns what to tell the operator.
///
/// # Errors
/// If the table can't be read or written, or the site is too busy to count.
pub async fn recount(table: &Table, now: Timestamp) -> Result<String, Box<dyn Error>> {
    let counted = Store::new(table.client.clone(), &table.name).recount(now).await?;
    Ok(summarize(&counted)?)
}

fn summarize(Recount { applications, mended }: &Recount) -> Result<String, std::fmt::Error> {
    let mut text = format!("counted {applications} applications");
    if mended.is_empty() {
        text.push_str("; the counters were right");
    }
    for Mended { counter, before, after } in mended {
        write!(text, "\n{counter}: {after}, not {before}")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_summarized() {
        let mut counted = Recount { applications: 3, mended: Vec::new() };
        assert_eq!(summarize(&counted).unwrap(), "counted 3 applications; the counters were right");
        counted.mended = vec![Mended { counter: "2026-11 received".to_owned(), before: 5, after: 3 }];
        assert_eq!(summarize(&counted).unwrap(), "counted 3 applications\n2026-11 received: 3, not 5");
    }
}
