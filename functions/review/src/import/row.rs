//! The rows of a list of members.

use super::{ImportError, Problem};
use shared::applicant::text::{parse_line, parse_lines};
use shared::applicant::{Country, Date, EmailAddress, Invalid, Website};
use shared::application::Reference;
use shared::form::{FieldKind, Form};
use shared::member::{Member, MemberRole, Profile, Representative, next_renewal};
use shared::member_form::{LONGEST_DESCRIPTION, LONGEST_NAME};
use shared::site::Members;
use shared::timestamp::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use store::MemberChange;

/// The columns, besides those of the questions by whose answers visitors find members.
const COLUMNS: [&str; 17] = [
    "reference",
    "legal_name",
    "public_name",
    "website",
    "country",
    "description",
    "joined_on",
    "renews_on",
    "listed",
    "category",
    "contact_name",
    "contact_title",
    "contact_email",
    "voting_name",
    "voting_title",
    "voting_email",
    "billing_email",
];

/// The columns about people.
const PEOPLE: [&str; 7] =
    ["contact_name", "contact_title", "contact_email", "voting_name", "voting_title", "voting_email", "billing_email"];

/// The member that a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The one with this reference.
    Member(Reference),
    /// A new one, whatever it looks like.
    New,
    /// One of an earlier import, or a new one.
    Unknown,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) target: Target,
    pub(super) profile: Profile,
    representatives: Vec<Representative>,
    joined_on: Option<Date>,
    renews_on: Option<Date>,
    is_listed: bool,
    category: Option<String>,
    /// The columns of the list. What the others say about a member stays.
    columns: BTreeSet<String>,
}

impl Row {
    /// Returns the new member of this row. Without a date of renewal, it gets the next one after it joined, if the
    /// association has a yearly renewal.
    pub(super) fn member(&self, reference: Reference, now: Timestamp, renews: bool) -> Member {
        let today = Date::of(now);
        let joined_on = self.joined_on.unwrap_or(today);
        let renews_on = self.renews_on.or_else(|| renews.then(|| next_renewal(joined_on, today)));
        let member = Member::new(reference, self.profile.clone(), self.representatives.clone(), joined_on, now, now);
        Member { renews_on, is_listed: self.is_listed, category: self.category.clone(), ..member }
    }

    /// Returns the change that makes a member what the row says.
    pub(super) fn change(&self, member: &Member) -> MemberChange {
        let has = |column: &str| self.columns.contains(column);
        let (row, old) = (&self.profile, &member.profile);
        let pick =
            |column: &str, new: &Option<String>, old: &Option<String>| if has(column) { new } else { old }.clone();
        let mut facets = old.facets.clone();
        facets.retain(|name, _| !has(name));
        facets.extend(row.facets.clone());
        let profile = Profile {
            legal_name: row.legal_name.clone(),
            public_name: pick("public_name", &row.public_name, &old.public_name),
            website: if has("website") { &row.website } else { &old.website }.clone(),
            country: if has("country") { &row.country } else { &old.country }.clone(),
            description: if has("description") { &row.description } else { &old.description }.clone(),
            facets,
        };
        let has_people = PEOPLE.iter().any(|column| has(column));
        MemberChange::Edit {
            profile,
            representatives: if has_people { &self.representatives } else { &member.representatives }.clone(),
            joined_on: self.joined_on.unwrap_or(member.joined_on),
            renews_on: self.renews_on.or(member.renews_on),
            is_listed: if has("listed") { self.is_listed } else { member.is_listed },
            category: pick("category", &self.category, &member.category),
        }
    }
}

/// Returns the names of all columns.
pub(super) fn columns(members: &Members) -> Vec<String> {
    COLUMNS.iter().map(|name| (*name).to_owned()).chain(members.questions()).collect()
}

type Parsed = Vec<(u64, Result<Row, Vec<Problem>>)>;

/// Reads all rows, each with its number, or with its mistakes. Empty rows are left out.
///
/// # Errors
/// When the list is no CSV, or has an unknown column or none for the legal name.
pub(super) fn read(list: &[u8], form: &Form, members: &Members) -> Result<Parsed, ImportError> {
    let facets = members.questions();
    let list = list.strip_prefix("\u{feff}".as_bytes()).unwrap_or(list);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(list);
    let header = reader.headers().map_err(|error| ImportError::Unreadable(error.to_string()))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let known = columns(members);
    if let Some(unknown) = header.iter().find(|name| !known.contains(name)) {
        let known = known.join(", ");
        return Err(ImportError::UnknownColumn { column: unknown.clone(), known });
    }
    if !header.iter().any(|name| name == "legal_name") {
        return Err(ImportError::NoLegalNames);
    }
    let mut rows = Vec::new();
    for (record, number) in reader.records().zip(2..) {
        let parsed = match record {
            Ok(record) if record.iter().all(|value| value.trim().is_empty()) => continue,
            Ok(record) if record.len() > header.len() => Err(vec![Problem::new("too_many_values")]),
            Ok(record) => {
                let values = header.iter().map(String::as_str).zip(record.iter().map(str::trim)).collect();
                Reader { values, mistakes: Vec::new() }.row(form, members, &facets)
            }
            Err(error) => Err(vec![Problem::about("unreadable", &error.to_string())]),
        };
        rows.push((number, parsed));
    }
    Ok(rows)
}

/// Reads one row, and collects its mistakes.
struct Reader<'a> {
    values: BTreeMap<&'a str, &'a str>,
    mistakes: Vec<Problem>,
}

impl Reader<'_> {
    fn row(mut self, form: &Form, members: &Members, facets: &[String]) -> Result<Row, Vec<Problem>> {
        let line = |text: &str| parse_line(text, 1..=LONGEST_NAME);
        let lines = |text: &str| parse_lines(text, 1..=LONGEST_DESCRIPTION);
        let target = match self.value("reference") {
            "" => Target::Unknown,
            "new" => Target::New,
            _ => self
                .parsed("reference", |text| text.parse().map_err(|_| Invalid::Malformed))
                .map_or(Target::New, Target::Member),
        };
        let legal_name = self.parsed("legal_name", line);
        if self.value("legal_name").is_empty() {
            self.mistakes.push(Problem::of("missing", "legal_name"));
        }
        let profile = Profile {
            legal_name: legal_name.unwrap_or_default(),
            public_name: self.parsed("public_name", line),
            website: self.parsed("website", Website::parse),
            country: self.parsed("country", country),
            description: self.parsed("description", lines).unwrap_or_default(),
            facets: self.facets(form, facets),
        };
        let (joined_on, renews_on) = (self.parsed("joined_on", Date::parse), self.parsed("renews_on", Date::parse));
        let is_listed = self.parsed("listed", yes_or_no).unwrap_or(true);
        let representatives = self.people();
        let category = self.parsed("category", |text| {
            let found = members.category(text);
            found.map(|category| category.name.clone()).ok_or(Invalid::Malformed)
        });
        if !self.mistakes.is_empty() {
            return Err(self.mistakes);
        }
        let columns = self.values.keys().map(|column| (*column).to_owned()).collect();
        Ok(Row { target, profile, representatives, joined_on, renews_on, is_listed, category, columns })
    }

    fn value(&self, column: &str) -> &str {
        self.values.get(column).copied().unwrap_or_default()
    }

    fn parsed<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Option<T> {
        let value = self.value(column);
        if value.is_empty() {
            return None;
        }
        let parsed = parse(value);
        if let Err(invalid) = &parsed {
            let what = if matches!(invalid, Invalid::TooLong(_)) { "too_long" } else { "malformed" };
            self.mistakes.push(Problem::of(what, column));
        }
        parsed.ok()
    }

    /// Reads the choices, whose values or labels are separated by semicolons.
    fn facets(&mut self, form: &Form, facets: &[String]) -> BTreeMap<String, Vec<String>> {
        let mut found = BTreeMap::new();
        for field in facets.iter().filter_map(|name| form.field(name)) {
            let mut chosen = Vec::new();
            for given in self.value(&field.name).split(';').map(str::trim).filter(|given| !given.is_empty()) {
                let is = |text: &str| text.eq_ignore_ascii_case(given);
                match field.choices().iter().find(|choice| is(&choice.value) || is(&choice.label)) {
                    Some(choice) => chosen.push(choice.value.clone()),
                    None => chosen.push(String::new()),
                }
            }
            if chosen.iter().any(String::is_empty) {
                self.mistakes.push(Problem::of("not_offered", &field.name));
            } else if chosen.len() > 1 && matches!(field.kind, FieldKind::Choice(_)) {
                self.mistakes.push(Problem::of("more_than_one", &field.name));
            } else if !chosen.is_empty() {
                found.insert(field.name.clone(), chosen);
            }
        }
        found
    }

    fn people(&mut self) -> Vec<Representative> {
        let mut people: Vec<Representative> = Vec::new();
        let roles =
            [("contact", MemberRole::Contact), ("voting", MemberRole::Voting), ("billing", MemberRole::Billing)];
        for (prefix, role) in roles {
            let column = |part: &str| format!("{prefix}_{part}");
            let name = self.parsed(&column("name"), |text| parse_line(text, 1..=LONGEST_NAME));
            let title = self.parsed(&column("title"), |text| parse_line(text, 1..=LONGEST_NAME));
            let Some(email) = self.parsed(&column("email"), EmailAddress::parse) else {
                if self.value(&column("email")).is_empty() && (name.is_some() || title.is_some()) {
                    self.mistakes.push(Problem::of("missing", &column("email")));
                }
                continue;
            };
            match people.iter_mut().find(|person| person.email == email) {
                Some(person) => person.roles.push(role),
                None => people.push(Representative { name: name.unwrap_or_default(), title, email, roles: vec![role] }),
            }
        }
        people
    }
}

/// Reads the code or the English name of a country.
fn country(text: &str) -> Result<Country, Invalid> {
    let named = Country::all().find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|(code, _)| code);
    Country::parse(named.unwrap_or(text))
}

fn yes_or_no(text: &str) -> Result<bool, Invalid> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Invalid::Malformed),
    }
}
