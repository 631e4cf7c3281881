//! Arbitrary batches of stream records, reports of SES and messages of the queue.

use crate::association::OWN_SITE;
use crate::fixtures::{clock, entropy, environment, wait};
use crate::mail::outlets;
use crate::table::{Table, Writes};
use notify::{Event, Notify, Settings};
use serde_json::Value;
use shared::site::FormDigest;

thread_local! {
    static NOTIFY: (Notify, Table) = {
        let (table, settings) = (Table::default(), Settings::from_environment(&environment()).unwrap());
        (Notify::new(&OWN_SITE.site, FormDigest::from(&OWN_SITE.form), table.store(), settings, outlets(), clock(), entropy()), table)
    };
}

/// The response to a batch names at most one of its stream records, any of its queue's messages, and none while table and mail service work. Then no report
/// fails either.
pub fn stream(data: &[u8]) {
    for writes in [Writes::Done, Writes::Refused, Writes::Lost] {
        let Ok(event) = serde_json::from_slice::<Event>(data) else { return };
        let response = NOTIFY.with(|(notify, table)| {
            table.set(None, writes);
            wait(notify.handle(event))
        });
        let Ok(response) = response else {
            assert_ne!(writes, Writes::Done);
            continue;
        };
        let response = serde_json::to_value(&response).unwrap();
        let failed = response["batchItemFailures"].as_array().unwrap();
        let Some(last) = failed.last() else { continue };
        assert_ne!(writes, Writes::Done, "{response}");
        let batch: Value = serde_json::from_slice(data).unwrap();
        let records = batch["Records"].as_array().unwrap();
        let (queued, others): (Vec<_>, Vec<_>) = records.iter().partition(|record| record["eventSource"] == "aws:sqs");
        let is_queued = |failed: &Value| queued.iter().any(|record| record["messageId"] == failed["itemIdentifier"]);
        let mut numbers = others.iter().map(|record| &record["dynamodb"]["SequenceNumber"]);
        assert!(is_queued(last) || numbers.any(|number| *number == last["itemIdentifier"]), "{response}");
        assert!(failed.iter().rev().skip(1).all(is_queued), "{response}");
    }
}
