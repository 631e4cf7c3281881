//! A message of a queue, as it is stored and as functions receive it.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::REGION;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    /// 32 hexadecimal digits.
    pub(super) id: String,
    pub(super) body: String,
    #[serde(with = "milliseconds")]
    pub(super) sent_at: OffsetDateTime,
    /// The end of the queue's delay.
    #[serde(with = "milliseconds")]
    pub(super) delayed_until: OffsetDateTime,
    /// The time of the next delivery.
    #[serde(with = "milliseconds")]
    pub(super) visible_at: OffsetDateTime,
    /// The number of deliveries so far.
    pub(super) deliveries: u32,
}

impl Message {
    /// Creates a message.
    ///
    /// # Errors
    /// Without randomness for its id.
    pub(super) fn new(body: String, sent_at: OffsetDateTime, delay: Duration) -> io::Result<Self> {
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(io::Error::other)?;
        let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let delayed_until = sent_at + delay;
        Ok(Self { id, body, sent_at, delayed_until, visible_at: delayed_until, deliveries: 0 })
    }

    /// Returns the [record](https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html) of this delivery.
    pub(super) fn record(&self, queue: &str) -> Value {
        let now = milliseconds::of(OffsetDateTime::now_utc());
        json!({
            "messageId": self.id,
            "receiptHandle": format!("{}-{}", self.id, self.deliveries),
            "body": self.body,
            "attributes": {
                "ApproximateReceiveCount": self.deliveries.to_string(),
                "SentTimestamp": milliseconds::of(self.sent_at).to_string(),
                "SenderId": "local",
                "ApproximateFirstReceiveTimestamp": now.to_string(),
            },
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:{REGION}:123456789012:{queue}"),
            "awsRegion": REGION,
        })
    }
}

/// Times as Unix timestamps in milliseconds.
mod milliseconds {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use time::OffsetDateTime;

    pub(super) fn of(time: OffsetDateTime) -> i64 {
        i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or_default()
    }

    pub(super) fn serialize<S: Serializer>(time: &OffsetDateTime, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(of(*time))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<OffsetDateTime, D::Error> {
        let nanoseconds = i128::from(i64::deserialize(from)?) * 1_000_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).map_err(D::Error::custom)
    }
}
