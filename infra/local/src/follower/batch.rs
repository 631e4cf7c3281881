//! A batch of records, handed over until each was handled or given up.

use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::time::sleep;

use crate::Handler;
use crate::stream::Record;
use crate::template::Mapping;

/// How long to wait before something is tried again. It doubles with each attempt.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Records that are handed over together, and how often they have been.
struct Batch {
    records: Vec<Record>,
    attempts: u32,
}

/// Why a batch was not handled.
enum Failure {
    /// From this record on, as the function itself says.
    From(usize),
    /// The function failed, and nobody knows where.
    Whole(String),
}

/// Hands over those records that the mapping lets through.
pub(super) async fn hand_over(mapping: &Mapping, handler: &Handler, mut records: Vec<Record>) {
    records.retain(|record| mapping.accepts(&record.json));
    // The next one is the last.
    let mut batches = vec![Batch { records, attempts: 0 }];
    while let Some(mut batch) = batches.pop() {
        give_up_old(mapping, &mut batch.records);
        if batch.records.is_empty() {
            continue;
        }
        let Err(failure) = try_once(mapping, handler, &batch.records).await else { continue };
        let function = &mapping.function;
        // Where it came further, it is another batch.
        let (rest, attempts, problem) = match failure {
            Failure::From(0) => (batch.records, batch.attempts + 1, "it asks for records again".to_owned()),
            Failure::From(first) => (batch.records.split_off(first), 1, "it asks for records again".to_owned()),
            Failure::Whole(problem) if mapping.bisects && batch.records.len() > 1 => {
                tracing::warn!(function, records = batch.records.len(), problem, "a batch failed and is halved");
                // To halve it is no attempt.
                batches.extend(halves(batch));
                continue;
            }
            Failure::Whole(problem) => (batch.records, batch.attempts + 1, problem),
        };
        if mapping.retries.is_some_and(|retries| attempts > retries) {
            let first = rest.first().map_or("", |record| record.position.as_str());
            tracing::error!(function, records = rest.len(), sequence_number = first, problem, "records given up");
            continue;
        }
        tracing::warn!(function, records = rest.len(), attempts, problem, "a batch failed and is tried again");
        batches.push(Batch { records: rest, attempts });
        sleep(LONGEST_PAUSE.min(SHORTEST_PAUSE * 2_u32.saturating_pow(attempts.min(16)))).await;
    }
}

/// The first half last, for it is next.
fn halves(mut batch: Batch) -> [Batch; 2] {
    let second = batch.records.split_off(batch.records.len().div_ceil(2));
    [Batch { records: second, attempts: batch.attempts }, batch]
}

fn give_up_old(mapping: &Mapping, records: &mut Vec<Record>) {
    let Some(maximum) = mapping.maximum_age else { return };
    let oldest = OffsetDateTime::now_utc().unix_timestamp() - i64::from(maximum);
    let before = records.len();
    records.retain(|record| record.made_at >= oldest);
    let old = before - records.len();
    if old > 0 {
        tracing::error!(function = mapping.function, records = old, "records given up, for they are too old");
    }
}

async fn try_once(mapping: &Mapping, handler: &Handler, records: &[Record]) -> Result<(), Failure> {
    let event = json!({ "Records": records.iter().map(|record| &record.json).collect::<Vec<_>>() });
    match handler.invoke(&event).await {
        Ok(answer) if mapping.partial => match first_failed(&answer, records) {
            Ok(Some(first)) => Err(Failure::From(first)),
            Ok(None) => Ok(()),
            Err(Nonsense) => Err(Failure::Whole("its answer makes no sense".to_owned())),
        },
        Ok(_) => Ok(()),
        Err(failed) => Err(Failure::Whole(failed.to_string())),
    }
}

/// An answer that Lambda takes for a failure.
struct Nonsense;

/// The first record that the function says it did not handle.
fn first_failed(answer: &str, records: &[Record]) -> Result<Option<usize>, Nonsense> {
    let answer: Value = serde_json::from_str(answer).map_err(|_| Nonsense)?;
    let failures = match answer.get("batchItemFailures") {
        None | Some(Value::Null) => return Ok(None),
        Some(failures) => failures.as_array().ok_or(Nonsense)?,
    };
    let index = |failure: &Value| {
        let number = failure.get("itemIdentifier").and_then(Value::as_str);
        records.iter().position(|record| Some(record.position.as_str()) == number).ok_or(Nonsense)
    };
    let indexes = failures.iter().map(index).collect::<Result<Vec<_>, _>>()?;
    Ok(indexes.into_iter().min())
}

#[cfg(test)]
mod tests;
