//! A batch of records, retried until each record is handled or given up.

use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;
use tokio::time::sleep;

use crate::Handler;
use crate::handler::failed_items;
use crate::stream::Record;
use crate::template::Mapping;

/// Back-off before a retry. It doubles with each attempt.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Records that are delivered together, and the number of attempts so far.
struct Batch {
    records: Vec<Record>,
    attempts: u32,
}

/// Delivers the records that the mapping accepts.
pub(super) async fn hand_over(mapping: &Mapping, handler: &Handler, mut records: Vec<Record>) {
    records.retain(|record| mapping.accepts(&record.json));
    let function = &mapping.function;
    // A stack: the last batch is next.
    let mut batches = vec![Batch { records, attempts: 0 }];
    while let Some(mut batch) = batches.pop() {
        give_up_old(mapping, &mut batch.records);
        if batch.records.is_empty() {
            continue;
        }
        let event = json!({ "Records": batch.records.iter().map(|record| &record.json).collect::<Vec<_>>() });
        let invoked = handler.invoke(&event).await;
        let reported = || "the function reported failures".to_owned();
        let (rest, attempts, problem) = match invoked.and_then(|report| first_failed(&report, &batch.records)) {
            Ok(None) => continue,
            Ok(Some(0)) => (batch.records, batch.attempts + 1, reported()),
            // Progress resets the attempts.
            Ok(Some(first)) => (batch.records.split_off(first), 1, reported()),
            Err(problem) if batch.records.len() > 1 => {
                tracing::warn!(function, records = batch.records.len(), problem, "batch failed, will retry in halves");
                // Halving does not count as an attempt.
                batches.extend(halves(batch));
                continue;
            }
            Err(problem) => (batch.records, batch.attempts + 1, problem),
        };
        if attempts > mapping.retries {
            let first = rest.first().map_or("", |record| record.position.as_str());
            tracing::error!(
                function,
                records = rest.len(),
                sequence_number = first,
                problem,
                "records given up after the last retry"
            );
            continue;
        }
        tracing::warn!(function, records = rest.len(), attempts, problem, "batch failed, will retry");
        batches.push(Batch { records: rest, attempts });
        sleep(LONGEST_PAUSE.min(SHORTEST_PAUSE * 2_u32.saturating_pow(attempts.min(16)))).await;
    }
}

/// Splits a batch, with its first half last.
fn halves(mut batch: Batch) -> [Batch; 2] {
    let second = batch.records.split_off(batch.records.len().div_ceil(2));
    [Batch { records: second, attempts: batch.attempts }, batch]
}

fn give_up_old(mapping: &Mapping, records: &mut Vec<Record>) {
    let oldest = OffsetDateTime::now_utc().unix_timestamp() - i64::from(mapping.maximum_age);
    let before = records.len();
    records.retain(|record| record.made_at >= oldest);
    let old = before - records.len();
    if old > 0 {
        tracing::error!(function = mapping.function, records = old, "records given up because of their age");
    }
}

/// Returns the first record that the function reports as failed.
///
/// # Errors
/// If Lambda would treat the report as a failure of the whole batch.
fn first_failed(report: &str, records: &[Record]) -> Result<Option<usize>, String> {
    let index = |failed: String| {
        let index = records.iter().position(|record| record.position == failed);
        index.ok_or_else(|| "the report names an unknown record".to_owned())
    };
    let indexes = failed_items(report)?.into_iter().map(index).collect::<Result<Vec<_>, _>>()?;
    Ok(indexes.into_iter().min())
}

#[cfg(test)]
mod tests;
