//! Imports a list of members from CSV: first a report of what each row would do, then the same for real.
//!
//! A row's member is the one with its `reference`, or the one that an earlier import of the same legal name made. So an
//! import that stopped can be repeated, and a repeated one changes nothing. A row that looks like another member is
//! refused, until its `reference` says which one it is, or `new`.

mod row;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use row::{Row, Target};
use shared::application::Reference;
use shared::application::history::Hash;
use shared::form::Form;
use shared::member::{Listing, Member, Slug};
use shared::timestamp::Timestamp;
use store::{MemberOutcome, Store};

/// What became of each row, or would.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The rows, by their numbers in the file: the first row below the header is 2.
    pub rows: Vec<(u64, Reported)>,
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
    Refused(String),
}

impl Report {
    fn count(&self, is: fn(&Reported) -> bool) -> usize {
        self.rows.iter().filter(|(_, reported)| is(reported)).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, reported) in &self.rows {
            match reported {
                Reported::Created(reference) => writeln!(f, "row {number}: new member {reference}")?,
                Reported::Changed(reference, parts) => writeln!(f, "row {number}: {reference}: {}", parts.join(", "))?,
                Reported::Unchanged(_) => {}
                Reported::Refused(why) => writeln!(f, "row {number}: refused: {why}")?,
            }
        }
        let created = self.count(|reported| matches!(reported, Reported::Created(_)));
        let changed = self.count(|reported| matches!(reported, Reported::Changed(..)));
        let unchanged = self.count(|reported| matches!(reported, Reported::Unchanged(_)));
        let refused = self.count(|reported| matches!(reported, Reported::Refused(_)));
        write!(f, "{created} new, {changed} changed, {unchanged} unchanged, {refused} refused")
    }
}

/// Imports a list, or only reports what an import would do, unless `write`. `facets` are the questions of the form by whose
/// answers visitors find members: each may have a column.
///
/// # Errors
/// When the list can't be read, has an unknown column, or the table can't be reached. What was imported until then
/// stays, and the same import goes on from there.
pub async fn import(
    list: &[u8],
    store: &Store,
    form: &Form,
    facets: &[String],
    now: Timestamp,
    write: bool,
) -> Result<Report, Box<dyn Error>> {
    let mut import = Import { store, known: Known::of(&store.register().await?), now, write };
    let mut report = Report::default();
    for (number, row) in row::read(list, form, facets)? {
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
    now: Timestamp,
    /// Whether it writes, or only tells what it would do.
    write: bool,
}

impl Import<'_> {
    async fn row(&mut self, number: u64, row: &Row) -> Result<Reported, Box<dyn Error>> {
        let reference = match &row.target {
            Target::Member(reference) => reference.clone(),
            Target::New | Target::Unknown => reference_of(&row.profile.legal_name),
        };
        if let Some(earlier) = self.known.rows.get(&reference) {
            return Ok(Reported::Refused(format!("row {earlier} is about the same member")));
        }
        let reported = match self.store.member(&reference).await? {
            Some(member) => self.change(row, member).await?,
            None if matches!(row.target, Target::Member(_)) => {
                Reported::Refused(format!("no member has the reference {reference}"))
            }
            None => self.create(row, &reference).await?,
        };
        if !matches!(reported, Reported::Refused(_)) {
            self.known.rows.insert(reference, number);
        }
        Ok(reported)
    }

    async fn create(&mut self, row: &Row, reference: &Reference) -> Result<Reported, Box<dyn Error>> {
        let look_alike = self.known.look_alike(row, reference);
        if let Some(other) = look_alike.filter(|_| row.target == Target::Unknown) {
            let advice = "write its reference into the column reference, or new";
            return Ok(Reported::Refused(format!("looks like {other}: {advice}")));
        }
        let member = row.member(reference.clone(), self.now);
        self.known.add(&member.listing());
        if self.write && !self.store.import_member(&member, self.now).await? {
            return Ok(Reported::Refused("somebody else made this member just now: import again".to_owned()));
        }
        Ok(Reported::Created(reference.clone()))
    }

    async fn change(&self, row: &Row, member: Member) -> Result<Reported, Box<dyn Error>> {
        let change = row.change(&member);
        let parts = change.parts(&member);
        if parts.is_empty() {
            return Ok(Reported::Unchanged(member.reference));
        }
        if self.write
            && let MemberOutcome::Rejected(_) = self.store.change_member(&member, None, &change, self.now).await?
        {
            return Ok(Reported::Refused("somebody changed this member just now: import again".to_owned()));
        }
        Ok(Reported::Changed(member.reference, parts))
    }
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
