//! Imports a list of members from CSV: first a report of what each row would do, then the same for real.
//!
//! A row's member is the one with its `reference`, or the one that an earlier import of the same legal name made. So an
//! import that stopped can be repeated, and a repeated one changes nothing. A row that looks like another member is
//! refused, until its `reference` says which one it is, or `new`.

mod row;

use row::{Row, Target};
use shared::application::Reference;
use shared::application::history::Hash;
use shared::form::Form;
use shared::member::{Listing, Member, Slug};
use shared::site::Members;
use shared::staff::PersonId;
use shared::timestamp::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;
use store::{MemberOutcome, Store};

/// Why no row of a list was read, or the import stopped.
#[derive(Debug)]
pub enum ImportError {
    /// The first line is no line of CSV.
    Unreadable(String),
    /// The list has a column that the import does not know.
    UnknownColumn {
        /// Its name.
        column: String,
        /// The names of all columns that a list may have.
        known: String,
    },
    /// The list has no column of legal names.
    NoLegalNames,
    /// The table can't be reached. What was imported until then stays.
    Table(store::Error),
}

impl std::error::Error for ImportError {}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the list can't be read: {why}"),
            Self::UnknownColumn { column, known } => write!(f, "there is no column {column}; there are {known}"),
            Self::NoLegalNames => f.write_str("the list has no column legal_name"),
            Self::Table(error) => error.fmt(f),
        }
    }
}

impl From<store::Error> for ImportError {
    fn from(error: store::Error) -> Self {
        Self::Table(error)
    }
}

/// What became of each row, or would.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The rows, by their numbers in the file: the first row below the header is 2.
    pub rows: Vec<(u64, Reported)>,
    /// The number of rows that were not reached in time. The same import goes on with them.
    pub rest: usize,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reported {
    /// It made a member.
    Created(Reference),
    /// It changed these parts of a member.
    Changed(Reference, Vec<String>),
    /// The member is as the row says.
    Unchanged(Reference),
    /// It was left out.
    Refused(Vec<Problem>),
}

/// Why a row was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, as the key of the words for it.
    pub what: &'static str,
    /// The column, if it is about one.
    pub column: String,
    /// What the words have to name.
    pub detail: String,
}

impl Problem {
    const fn new(what: &'static str) -> Self {
        Self { what, column: String::new(), detail: String::new() }
    }

    fn of(what: &'static str, column: &str) -> Self {
        Self { column: column.to_owned(), ..Self::new(what) }
    }

    fn about(what: &'static str, detail: &str) -> Self {
        Self { detail: detail.to_owned(), ..Self::new(what) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, column, detail } = self;
        match *what {
            "missing" => write!(f, "{column} is missing"),
            "too_long" => write!(f, "{column} is too long"),
            "not_offered" => write!(f, "{column} has a value that the form does not offer"),
            "more_than_one" => write!(f, "{column} has more than one value"),
            "too_many_values" => f.write_str("has more values than the list has columns"),
            "unreadable" => write!(f, "can't be read: {detail}"),
            "same_member" => write!(f, "row {detail} is about the same member"),
            "no_member" => write!(f, "no member has the reference {detail}"),
            "looks_like" => {
                write!(f, "looks like {detail}: write its reference into the column reference, or new")
            }
            "meanwhile" => f.write_str("someone just changed this member: import again"),
            _ => write!(f, "{column} can't be read"),
        }
    }
}

impl Report {
    /// Returns how many rows made a member, changed one, changed nothing and were left out.
    pub fn counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        let [created, changed, unchanged, refused] = &mut counts;
        for (_, reported) in &self.rows {
            *match reported {
                Reported::Created(_) => &mut *created,
                Reported::Changed(..) => &mut *changed,
                Reported::Unchanged(_) => &mut *unchanged,
                Reported::Refused(_) => &mut *refused,
            } += 1;
        }
        counts
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, reported) in &self.rows {
            match reported {
                Reported::Created(reference) => writeln!(f, "row {number}: new member {reference}")?,
                Reported::Changed(reference, parts) => writeln!(f, "row {number}: {reference}: {}", parts.join(", "))?,
                Reported::Unchanged(_) => {}
                Reported::Refused(problems) => {
                    let problems: Vec<_> = problems.iter().map(Problem::to_string).collect();
                    writeln!(f, "row {number}: refused: {}", problems.join("; "))?;
                }
            }
        }
        let [created, changed, unchanged, refused] = self.counts();
        write!(f, "{created} new, {changed} changed, {unchanged} unchanged, {refused} refused")
    }
}

/// How a list is imported.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// How the association keeps its members. Each question by whose answers visitors find members may have a column.
    pub members: &'a Members,
    /// The person of staff who imports.
    pub by: Option<&'a PersonId>,
    /// The current time.
    pub now: Timestamp,
    /// Whether to write, or only to report what an import would do.
    pub write: bool,
    /// When to stop, and leave the rest to the same import again.
    pub stop_at: Option<Instant>,
}

/// Imports a list, or only reports what an import would do.
///
/// # Errors
/// When the list can't be read, has an unknown column, or the table can't be reached. What was imported until then
/// stays, and the same import goes on from there.
pub async fn import(list: &[u8], store: &Store, form: &Form, terms: Terms<'_>) -> Result<Report, ImportError> {
    let rows = row::read(list, form, terms.members)?;
    let listings: Vec<_> = store.register().await?.into_iter().map(|row| row.listing).collect();
    let mut import = Import { store, known: Known::of(&listings), terms };
    let mut report = Report::default();
    for (number, row) in rows {
        if terms.stop_at.is_some_and(|stop_at| stop_at <= Instant::now()) {
            report.rest += 1;
            continue;
        }
        let reported = match row {
            Ok(row) => import.row(number, &row).await?,
            Err(mistakes) => Reported::Refused(mistakes),
        };
        report.rows.push((number, reported));
    }
    Ok(report)
}

/// An import under way.
struct Import<'a> {
    store: &'a Store,
    known: Known,
    terms: Terms<'a>,
}

impl Import<'_> {
    async fn row(&mut self, number: u64, row: &Row) -> Result<Reported, ImportError> {
        let reference = match &row.target {
            Target::Member(reference) => reference.clone(),
            Target::New | Target::Unknown => reference_of(&row.profile.legal_name),
        };
        if let Some(earlier) = self.known.rows.get(&reference) {
            return Ok(refused("same_member", &earlier.to_string()));
        }
        let reported = match self.store.member(&reference).await? {
            Some(member) => self.change(row, member).await?,
            None if matches!(row.target, Target::Member(_)) => refused("no_member", reference.as_str()),
            None => self.create(row, &reference).await?,
        };
        if !matches!(reported, Reported::Refused(_)) {
            self.known.rows.insert(reference, number);
        }
        Ok(reported)
    }

    async fn create(&mut self, row: &Row, reference: &Reference) -> Result<Reported, ImportError> {
        let look_alike = self.known.look_alike(row, reference);
        if let Some(other) = look_alike.filter(|_| row.target == Target::Unknown) {
            return Ok(refused("looks_like", other));
        }
        let Terms { members, by, now, write, .. } = self.terms;
        let member = row.member(reference.clone(), now, members.renewal.is_some());
        self.known.add(&member.listing());
        if write && !self.store.import_member(&member, by, now).await? {
            return Ok(refused("meanwhile", ""));
        }
        Ok(Reported::Created(reference.clone()))
    }

    async fn change(&self, row: &Row, member: Member) -> Result<Reported, ImportError> {
        let change = row.change(&member);
        let parts = change.parts(&member);
        if parts.is_empty() {
            return Ok(Reported::Unchanged(member.reference));
        }
        let Terms { by, now, write, .. } = self.terms;
        if write && let MemberOutcome::Rejected(_) = self.store.change_member(&member, by, &change, now).await? {
            return Ok(refused("meanwhile", ""));
        }
        Ok(Reported::Changed(member.reference, parts))
    }
}

/// Returns the names of the columns that a list may have.
pub fn columns(members: &Members) -> Vec<String> {
    row::columns(members)
}

fn refused(what: &'static str, detail: &str) -> Reported {
    Reported::Refused(vec![Problem::about(what, detail)])
}

/// Returns the reference of the member that an import of this legal name makes.
fn reference_of(legal_name: &str) -> Reference {
    let hash = Hash::of(format!("imported member\n{}", legal_name.to_lowercase()).as_bytes());
    let (pairs, _) = hash.as_str().as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let mut bytes = [0; 16];
    for (place, value) in bytes.iter_mut().zip(pairs.iter().filter_map(byte)) {
        *place = value;
    }
    Reference::from_random(bytes)
}

/// The members that there are, and the rows of the list so far.
struct Known {
    by_name: BTreeMap<Slug, String>,
    by_host: BTreeMap<String, String>,
    rows: BTreeMap<Reference, u64>,
}

impl Known {
    fn of(listings: &[Listing]) -> Self {
        let mut known = Self { by_name: BTreeMap::new(), by_host: BTreeMap::new(), rows: BTreeMap::new() };
        listings.iter().for_each(|listing| known.add(listing));
        known
    }

    fn add(&mut self, listing: &Listing) {
        let described = format!("{} ({})", listing.name, listing.reference);
        self.by_name.entry(Slug::of(&listing.name, &listing.reference)).or_insert_with(|| described.clone());
        if let Some(website) = &listing.website {
            self.by_host.entry(host(website.as_str())).or_insert(described);
        }
    }

    /// Returns the member with the same name or website as a row's, if there is one.
    fn look_alike(&self, row: &Row, reference: &Reference) -> Option<&str> {
        let by_name = self.by_name.get(&Slug::of(row.profile.known_name(), reference));
        let host = row.profile.website.as_ref().map(|website| host(website.as_str()));
        by_name.or_else(|| self.by_host.get(&host?)).map(String::as_str)
    }
}

/// Returns the host of a website, without `www.`.
fn host(website: &str) -> String {
    let host = website.split("://").nth(1).unwrap_or(website).split('/').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_lowercase()
}
