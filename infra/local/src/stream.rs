//! The table's stream, as the embedded database keeps it.
//!
//! It is read in process: the SDK has another crate for streams, and the interface
//! would be asked for nothing most of the time.

use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::streams::{shard_id, stream_arn};
use serde_json::{Value, json};

use crate::REGION;

/// The stream of one table.
#[derive(Clone)]
pub(crate) struct Stream {
    database: Database,
    table: String,
}

/// Where in the stream: the sequence number of a record, or nothing for before the
/// first. All have 21 digits, so that the order of the texts is theirs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Position(String);

/// A change of an item.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Where it is.
    pub(crate) position: Position,
    /// When it was made, in seconds since 1970.
    pub(crate) made_at: i64,
    /// As Lambda hands it over.
    pub(crate) json: Value,
}

impl Position {
    #[cfg(test)]
    pub(crate) fn numbered(number: u8) -> Self {
        Self(format!("{number:021}"))
    }

    /// A position that was written down, if it is one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let valid = text.len() == 21 && text.bytes().all(|byte| byte.is_ascii_digit());
        valid.then(|| Self(text.to_owned()))
    }

    /// The sequence number.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Stream {
    pub(crate) fn new(database: Database, table: &str) -> Self {
        Self { database, table: table.to_owned() }
    }

    /// The records after a position, the oldest first.
    pub(crate) fn read(&self, after: &Position, limit: usize) -> Result<Vec<Record>, String> {
        let (kind, number) = match after.as_str() {
            "" => ("TRIM_HORIZON", None),
            number => ("AFTER_SEQUENCE_NUMBER", Some(number.to_owned())),
        };
        let arn = self.arn();
        let request = GetShardIteratorRequest {
            stream_arn: arn.clone(),
            shard_id: shard_id(&self.table),
            shard_iterator_type: kind.to_owned(),
            sequence_number: number,
        };
        let iterator = self.database.get_shard_iterator(request).map_err(|error| error.to_string())?.shard_iterator;
        let request = GetRecordsRequest { shard_iterator: iterator.unwrap_or_default(), limit: Some(limit) };
        let found = self.database.get_records(request).map_err(|error| error.to_string())?;
        found.records.iter().map(|record| read_record(record, &arn)).collect()
    }

    /// Where the last record is.
    pub(crate) fn end(&self) -> Result<Position, String> {
        let request = DescribeStreamRequest { stream_arn: self.arn(), ..DescribeStreamRequest::default() };
        let found = self.database.describe_stream(request).map_err(|error| error.to_string())?;
        let shard = found.stream_description.shards.into_iter().next();
        let last = shard.and_then(|shard| shard.sequence_number_range.ending_sequence_number);
        Ok(last.map(Position).unwrap_or_default())
    }

    /// The database looks at the table's name in it, and at nothing else.
    fn arn(&self) -> String {
        stream_arn(&self.table, "local")
    }
}

/// Under the region that the functions believe to be in.
fn read_record(record: &dynoxide::actions::get_records::Record, arn: &str) -> Result<Record, String> {
    let mut json = serde_json::to_value(record).map_err(|error| error.to_string())?;
    if let Some(fields) = json.as_object_mut() {
        fields.insert("awsRegion".to_owned(), json!(REGION));
        fields.insert("eventSourceARN".to_owned(), json!(arn));
    }
    #[allow(clippy::cast_possible_truncation, reason = "the seconds of our days are far from any limit")]
    let made_at = record.dynamodb.approximate_creation_date_time as i64;
    Ok(Record { position: Position(record.dynamodb.sequence_number.clone()), made_at, json })
}
