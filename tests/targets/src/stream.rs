//! Arbitrary batches of the table's stream and reports of SES.

use crate::mail::mailer;
use crate::table::{Table, Writes};
use crate::world::{clock, entropy, environment, wait};
use notify::{Event, Notify, Settings};
use serde_json::Value;
use shared::site::{Embedded, Site};

thread_local! {
    static OFFICE: (Notify, Table) = {
        let (table, settings) = (Table::default(), Settings::from_environment(&environment()).unwrap());
        (Notify::new(&Site::embedded().unwrap(), table.store(), settings, mailer(), clock(), entropy()), table)
    };
}

/// The response to a batch names at most one of its records; none while table and mail service work. No report fails
/// then.
pub fn stream(data: &[u8]) {
    for writes in [Writes::Done, Writes::Refused, Writes::Lost] {
        let Ok(event) = serde_json::from_slice::<Event>(data) else { return };
        let answer = OFFICE.with(|(notify, table)| {
            table.set(None, writes);
            wait(notify.handle(event))
        });
        let Ok(answer) = answer else {
            assert_ne!(writes, Writes::Done);
            continue;
        };
        let answer = serde_json::to_value(&answer).unwrap();
        let failed = answer["batchItemFailures"].as_array().unwrap();
        assert!(failed.len() <= 1, "{answer}");
        let Some(failed) = failed.first() else { continue };
        assert_ne!(writes, Writes::Done, "{answer}");
        let batch: Value = serde_json::from_slice(data).unwrap();
        let mut numbers =
            batch["Records"].as_array().unwrap().iter().map(|record| &record["dynamodb"]["SequenceNumber"]);
        assert!(numbers.any(|number| *number == failed["itemIdentifier"]), "{answer}");
    }
}
