//! The embedded database's stream of the table.
//!
//! It is read in process, which needs no other SDK crate and no polling over HTTP.

use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::streams::{shard_id, stream_arn};
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};

use crate::REGION;

/// The stream of one table.
#[derive(Clone)]
pub(crate) struct Stream {
    database: Database,
    table: String,
}

/// A position in the stream: the sequence number of a record, or empty for the beginning. All have 21 digits, so that
/// they sort as text.
pub(crate) type Position = String;

/// A change to an item.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Its position.
    pub(crate) position: Position,
    /// The time of the change, as a Unix timestamp.
    pub(crate) made_at: i64,
    /// The record as functions receive it.
    pub(crate) json: Value,
}

impl Stream {
    pub(crate) fn new(database: Database, table: &str) -> Self {
        Self { database, table: table.to_owned() }
    }

    /// Reads the records after a position, the oldest first.
    pub(crate) fn read(&self, after: &str, limit: usize) -> Result<Vec<Record>, DynoxideError> {
        let kind = if after.is_empty() { "TRIM_HORIZON" } else { "AFTER_SEQUENCE_NUMBER" };
        let arn = self.arn();
        let request = GetShardIteratorRequest {
            stream_arn: arn.clone(),
            shard_id: shard_id(&self.table),
            shard_iterator_type: kind.to_owned(),
            sequence_number: Some(after.to_owned()).filter(|number| !number.is_empty()),
        };
        let iterator = self.database.get_shard_iterator(request)?.shard_iterator;
        let request = GetRecordsRequest { shard_iterator: iterator.unwrap_or_default(), limit: Some(limit) };
        let page = self.database.get_records(request)?;
        page.records.iter().map(|record| read_record(record, &arn)).collect()
    }

    /// Returns the position of the last record.
    pub(crate) fn end(&self) -> Result<Position, DynoxideError> {
        let request = DescribeStreamRequest { stream_arn: self.arn(), ..DescribeStreamRequest::default() };
        let described = self.database.describe_stream(request)?;
        let shard = described.stream_description.shards.into_iter().next();
        let last = shard.and_then(|shard| shard.sequence_number_range.ending_sequence_number);
        Ok(last.unwrap_or_default())
    }

    /// Only the table's name matters to the database.
    fn arn(&self) -> String {
        stream_arn(&self.table, "local")
    }
}

/// Converts a record, and sets the region to that of local functions.
fn read_record(record: &dynoxide::actions::get_records::Record, arn: &str) -> Result<Record, DynoxideError> {
    let mut json =
        serde_json::to_value(record).map_err(|error| DynoxideError::InternalServerError(error.to_string()))?;
    if let Some(fields) = json.as_object_mut() {
        fields.insert("awsRegion".to_owned(), json!(REGION));
        fields.insert("eventSourceARN".to_owned(), json!(arn));
    }
    #[allow(clippy::cast_possible_truncation, reason = "seconds since 1970 are far from the limit")]
    let made_at = record.dynamodb.approximate_creation_date_time as i64;
    Ok(Record { position: record.dynamodb.sequence_number.clone(), made_at, json })
}
