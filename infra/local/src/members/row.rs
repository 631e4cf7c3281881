//! The rows of a list of members.

use std::collections::BTreeMap;
use std::error::Error;

use shared::applicant::text::{parse_line, parse_lines};
use shared::applicant::{Country, Date, EmailAddress, Invalid, Website};
use shared::application::Reference;
use shared::form::{FieldKind, Form};
use shared::member::{Member, MemberRole, Profile, Representative};
use shared::timestamp::Timestamp;
use store::MemberChange;

/// The columns, besides those of the questions by whose answers visitors find members.
const COLUMNS: [&str; 16] = [
    "reference",
    "legal_name",
    "public_name",
    "website",
    "country",
    "description",
    "joined_on",
    "renews_on",
    "listed",
    "contact_name",
    "contact_title",
    "contact_email",
    "voting_name",
    "voting_title",
    "voting_email",
    "billing_email",
];

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
}

impl Row {
    /// Returns the new member of this row.
    pub(super) fn member(&self, reference: Reference, now: Timestamp) -> Member {
        let joined_on = self.joined_on.unwrap_or_else(|| Date::of(now));
        let member = Member::new(reference, self.profile.clone(), self.representatives.clone(), joined_on, now, now);
        Member { renews_on: self.renews_on, is_listed: self.is_listed, ..member }
    }

    /// Returns the change that makes a member what the row says.
    pub(super) fn change(&self, member: &Member) -> MemberChange {
        MemberChange::Edit {
            profile: self.profile.clone(),
            representatives: self.representatives.clone(),
            joined_on: self.joined_on.unwrap_or(member.joined_on),
            renews_on: self.renews_on,
            is_listed: self.is_listed,
        }
    }
}

type Parsed = Vec<(u64, Result<Row, String>)>;

/// Reads all rows, each with its number, or with its mistakes in words. Empty rows are left out.
///
/// # Errors
/// When the list is no CSV, or has an unknown column or none for the legal name.
pub(super) fn read(list: &[u8], form: &Form, facets: &[String]) -> Result<Parsed, Box<dyn Error>> {
    let list = list.strip_prefix("\u{feff}".as_bytes()).unwrap_or(list);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(list);
    let header: Vec<String> = reader.headers()?.iter().map(|name| name.trim().to_owned()).collect();
    let is_known = |name: &&String| COLUMNS.contains(&name.as_str()) || facets.contains(name);
    if let Some(unknown) = header.iter().find(|name| !is_known(name)) {
        let known = COLUMNS.iter().copied().chain(facets.iter().map(String::as_str)).collect::<Vec<_>>().join(", ");
        return Err(format!("there is no column {unknown}; there are {known}").into());
    }
    if !header.iter().any(|name| name == "legal_name") {
        return Err("the list has no column legal_name".into());
    }
    let mut rows = Vec::new();
    for (record, number) in reader.records().zip(2..) {
        let parsed = match record {
            Ok(record) if record.iter().all(|value| value.trim().is_empty()) => continue,
            Ok(record) if record.len() > header.len() => Err("has more values than the list has columns".to_owned()),
            Ok(record) => {
                let values = header.iter().map(String::as_str).zip(record.iter().map(str::trim)).collect();
                Reader { values, mistakes: Vec::new() }.row(form, facets)
            }
            Err(error) => Err(format!("can't be read: {error}")),
        };
        rows.push((number, parsed));
    }
    Ok(rows)
}

/// Reads one row, and collects its mistakes.
struct Reader<'a> {
    values: BTreeMap<&'a str, &'a str>,
    mistakes: Vec<String>,
}

impl Reader<'_> {
    fn row(mut self, form: &Form, facets: &[String]) -> Result<Row, String> {
        let line = |text: &str| parse_line(text, 1..=200);
        let lines = |text: &str| parse_lines(text, 1..=1_000);
        let target = match self.value("reference") {
            "" => Target::Unknown,
            "new" => Target::New,
            _ => self
                .parsed("reference", |text| text.parse().map_err(|_| Invalid::Malformed))
                .map_or(Target::New, Target::Member),
        };
        let legal_name = self.parsed("legal_name", line);
        if self.value("legal_name").is_empty() {
            self.mistakes.push("legal_name is missing".to_owned());
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
        if self.mistakes.is_empty() {
            Ok(Row { target, profile, representatives, joined_on, renews_on, is_listed })
        } else {
            Err(self.mistakes.join("; "))
        }
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
            let what = if matches!(invalid, Invalid::TooLong(_)) { "is too long" } else { "can't be read" };
            self.mistakes.push(format!("{column} {what}"));
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
                self.mistakes.push(format!("{} has a value that the form does not offer", field.name));
            } else if chosen.len() > 1 && matches!(field.kind, FieldKind::Choice(_)) {
                self.mistakes.push(format!("{} has more than one value", field.name));
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
            let name = self.parsed(&column("name"), |text| parse_line(text, 1..=200));
            let title = self.parsed(&column("title"), |text| parse_line(text, 1..=200));
            let Some(email) = self.parsed(&column("email"), EmailAddress::parse) else {
                if self.value(&column("email")).is_empty() && (name.is_some() || title.is_some()) {
                    self.mistakes.push(format!("{} is missing", column("email")));
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
