//! Exports of applications, as files that fit a response.
//!
//! Lambda's response may have 6 MB, as text in base64. A file is compressed where the browser accepts it, and ends
//! before it is too large. What doesn't fit comes in further parts, each a download of its own. There is no bucket with
//! copies, so an application that is erased is in no file but those that somebody has downloaded.

pub(crate) mod csv;
mod file;
mod json_lines;

pub(crate) use file::Encoding;

use crate::context::Context;
use csv::Csv;
use file::File;
use shared::application::Group;
use shared::timestamp::Timestamp;
use std::io;
use store::{Cursor, Error};

/// The applications that one read of the table returns at most.
const READ: u16 = 200;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values (RFC 4180), for spreadsheets.
    Csv,
    /// JSON Lines: an object on each line, for programs.
    JsonLines,
}

/// The applications to export: those in a list, or in all but likely spam, that came into their list from a time on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filters {
    pub(crate) group: Option<Group>,
    pub(crate) since: Option<Timestamp>,
}

/// A part of an export: the number of applications from a place in a list on, which may reach into the lists after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) group: Group,
    pub(crate) after: Option<Cursor>,
    pub(crate) count: u64,
}

/// A finished file.
pub(crate) struct Exported {
    pub(crate) bytes: Vec<u8>,
    pub(crate) count: u64,
}

/// What an export comes to.
pub(crate) enum Export {
    /// One file.
    Whole(Exported),
    /// Parts to download one by one.
    Parts(Vec<Part>),
}

/// The failure of an export.
#[derive(Debug)]
pub(crate) enum ExportError {
    Store(Error),
    Write(io::Error),
}

impl From<Error> for ExportError {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl Format {
    /// The end of the file's name.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// The media type: of RFC 7111 for CSV.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl; charset=utf-8",
        }
    }
}

impl Filters {
    pub(crate) fn groups(&self) -> impl Iterator<Item = Group> + use<> {
        let only = self.group;
        Group::ALL.into_iter().filter(move |group| only.map_or(*group != Group::Suspect, |only| only == *group))
    }
}

/// Exports everything that the filters take, or finds its parts.
pub(crate) async fn all(
    ctx: &Context,
    filters: Filters,
    format: Format,
    encoding: Encoding,
) -> Result<Export, ExportError> {
    let mut parts = Vec::new();
    let (mut group, mut after) = (filters.group.unwrap_or(Group::Received), None);
    loop {
        let (exported, rest) = part(ctx, filters, format, encoding, (group, after.clone()), None).await?;
        if rest.is_none() && parts.is_empty() {
            return Ok(Export::Whole(exported));
        }
        parts.push(Part { group, after, count: exported.count });
        match rest {
            Some(place) => (group, after) = place,
            None => return Ok(Export::Parts(parts)),
        }
    }
}

/// Exports one part.
pub(crate) async fn one(
    ctx: &Context,
    filters: Filters,
    format: Format,
    encoding: Encoding,
    Part { group, after, count }: Part,
) -> Result<Exported, ExportError> {
    part(ctx, filters, format, encoding, (group, after), Some(count)).await.map(|(exported, _)| exported)
}

type Place = (Group, Option<Cursor>);

/// Writes applications from a place on, until there is no more, `count` are written or the file is full. Returns the file
/// and the place from which the rest begins.
async fn part(
    ctx: &Context,
    filters: Filters,
    format: Format,
    encoding: Encoding,
    (start, mut after): Place,
    count: Option<u64>,
) -> Result<(Exported, Option<Place>), ExportError> {
    let now = ctx.clock.now();
    let mut file = File::new(encoding);
    let csv = Csv::new(ctx.forms.current());
    if format == Format::Csv {
        csv.begin(&mut file)?;
    }
    let mut written = 0;
    for group in filters.groups().skip_while(|group| *group != start) {
        loop {
            let page = ctx.store.queue_since(group, filters.since, after.as_ref(), READ, now).await?;
            for application in &page.rows {
                if count.map_or_else(|| file.is_full(), |count| written >= count) {
                    return Ok((Exported { bytes: file.finish()?, count: written }, Some((group, after))));
                }
                match format {
                    Format::Csv => csv.write(&mut file, application)?,
                    Format::JsonLines => json_lines::write(&mut file, application)?,
                }
                written += 1;
                after = Some(Cursor::of(application));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        after = None;
    }
    Ok((Exported { bytes: file.finish()?, count: written }, None))
}
