//! The form with what a member says about itself and with its people: reads what was sent, and shows it again with its
//! mistakes. Staff and members themselves fill it in.

use crate::applicant::text::{parse_line, parse_lines};
use crate::applicant::{Country, EmailAddress, Invalid, Website};
use crate::form::{Field, FieldKind};
use crate::form_words::FormWords;
use crate::member::{MemberRole, Profile, Representative};
use crate::site::Members;
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// The longest name in characters.
pub const LONGEST_NAME: usize = 200;
/// The longest description in characters.
pub const LONGEST_DESCRIPTION: usize = 1_000;
/// The most people of a member.
const MOST_PEOPLE: usize = 20;
/// Empty rows for more people.
const SPARE: usize = 2;

/// The questions that the form asks, and the site's words for them.
#[derive(Debug, Clone)]
pub struct MemberForm<'a> {
    words: FormWords<'a>,
    /// The questions by whose answers visitors find members.
    facets: Vec<&'a Field>,
}

/// The form's values, by field.
#[derive(Debug, Default)]
pub struct Typed(BTreeMap<String, Vec<String>>);

/// A field with a mistake, and the key of the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The field.
    pub field: String,
    /// `missing`, `invalid`, `too_long` or `choice`.
    pub what: &'static str,
}

/// The mistakes of a form, in the order of the page.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<Mistake>);

impl<'a> MemberForm<'a> {
    /// Returns the form with the questions by which the directory has filters.
    pub fn new(words: FormWords<'a>, members: &Members) -> Self {
        let facets = members.filters.iter().filter_map(|filter| words.form.field(&filter.question)).collect();
        Self { words, facets }
    }

    /// The site's words.
    pub fn words(&self) -> FormWords<'a> {
        self.words
    }

    /// Returns the site's label for a question about organizations.
    pub fn label(&self, name: &'a str) -> &'a str {
        self.words.form.field(name).map_or(name, |field| field.label.as_str())
    }

    /// Returns what a profile says, as rows of a name, a label and lines, without the description. A choice that the form
    /// doesn't offer any more has its stored value.
    pub fn rows(&self, profile: &Profile) -> Vec<(String, String, Vec<String>)> {
        let row = |name: &'a str, lines: Vec<String>| (name.to_owned(), self.label(name).to_owned(), lines);
        let one = |name: &'a str, line: Option<&str>| row(name, line.into_iter().map(str::to_owned).collect());
        let country = profile.country.iter().map(|country| self.words.country(country.code())).collect();
        let mut rows = vec![
            one("legal_name", Some(&profile.legal_name)),
            one("public_name", profile.public_name.as_deref()),
            one("website", profile.website.as_ref().map(Website::readable).as_deref()),
            row("country", country),
        ];
        rows.extend(self.facets.iter().map(|field| {
            let values = profile.facets.get(&field.name).map(Vec::as_slice).unwrap_or_default();
            let label = |value: &String| {
                let choice = field.choices().iter().find(|choice| choice.value == *value);
                choice.map_or(value, |choice| &choice.label).clone()
            };
            (field.name.clone(), field.label.clone(), values.iter().map(label).collect())
        }));
        rows
    }
}

impl Typed {
    /// Returns what the form shows at first.
    pub fn of(profile: &Profile, representatives: &[Representative]) -> Self {
        let mut typed = Self::default();
        typed.set("legal_name", &profile.legal_name);
        typed.set("public_name", profile.public_name.as_deref().unwrap_or_default());
        typed.set("website", &profile.website.as_ref().map(Website::readable).unwrap_or_default());
        typed.set("country", profile.country.as_ref().map_or("", |country| country.code()));
        typed.set("description", &profile.description);
        for (number, person) in representatives.iter().enumerate() {
            typed.set(&format!("name-{number}"), &person.name);
            typed.set(&format!("title-{number}"), person.title.as_deref().unwrap_or_default());
            typed.set(&format!("email-{number}"), person.email.as_str());
            let roles = person.roles.iter().map(|role| role.as_str().to_owned()).collect();
            typed.0.insert(format!("roles-{number}"), roles);
        }
        typed.0.extend(profile.facets.clone());
        typed
    }

    /// Returns what was sent.
    pub fn sent<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            typed.0.entry(name.to_owned()).or_default().push(value.to_owned());
        }
        typed
    }

    /// Sets a field to one value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), vec![value.to_owned()]);
    }

    /// Returns a field's first value; empty if it is missing.
    pub fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Returns all values of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Reads what the member says about itself; `None` if the legal name is missing or wrong.
    pub fn profile(&self, form: &MemberForm<'_>, mistakes: &mut Mistakes) -> Option<Profile> {
        let name = |name: &str| parse_line(name, 1..=LONGEST_NAME);
        let legal_name = mistakes.required("legal_name", self.first("legal_name"), name);
        let public_name = mistakes.optional("public_name", self.first("public_name"), name);
        let website = mistakes.optional("website", self.first("website"), Website::parse);
        let find = |typed: &str| Country::find(typed, &form.words.form.countries).ok_or(Invalid::Malformed);
        let country = mistakes.optional("country", self.first("country"), find);
        let lines = |text: &str| parse_lines(text, 1..=LONGEST_DESCRIPTION);
        let description = mistakes.optional("description", self.first("description"), lines).unwrap_or_default();
        let mut facets = BTreeMap::new();
        for field in &form.facets {
            facets.insert(field.name.clone(), self.chosen(field, mistakes));
        }
        facets.retain(|_, values| !values.is_empty());
        Some(Profile { legal_name: legal_name?, public_name, website, country, description, facets })
    }

    fn chosen(&self, field: &Field, mistakes: &mut Mistakes) -> Vec<String> {
        let values: Vec<_> = self.all(&field.name).iter().filter(|value| !value.is_empty()).cloned().collect();
        let is_offered = |value: &String| field.choices().iter().any(|choice| choice.value == *value);
        let is_one = matches!(field.kind, FieldKind::Choices(_)) || values.len() <= 1;
        if !is_one || !values.iter().all(is_offered) {
            mistakes.add(&field.name, "choice");
        }
        values
    }

    /// Reads the people. A row without name and address counts as removed.
    pub fn people(&self, mistakes: &mut Mistakes) -> Vec<Representative> {
        let mut people = Vec::new();
        for number in 0..MOST_PEOPLE {
            let [name, title, email] = ["name", "title", "email"].map(|part| self.first(&format!("{part}-{number}")));
            if [name, title, email].iter().all(|typed| typed.trim().is_empty()) {
                continue;
            }
            let line = |text: &str| parse_line(text, 1..=LONGEST_NAME);
            let name = mistakes.optional(&format!("name-{number}"), name, line).unwrap_or_default();
            let title = mistakes.optional(&format!("title-{number}"), title, line);
            let email = mistakes.required(&format!("email-{number}"), email, EmailAddress::parse);
            let roles =
                self.all(&format!("roles-{number}")).iter().filter_map(|role| MemberRole::named(role)).collect();
            people.extend(email.map(|email| Representative { name, title, email, roles }));
        }
        people
    }

    /// Returns the values of the template `member_form.html`.
    pub fn values(&self, form: &MemberForm<'_>, mistakes: &Mistakes) -> Value {
        let words = form.words;
        let text = |name: &'static str, control: &str| {
            context! { name, label => form.label(name), control, value => self.first(name) }
        };
        let mut fields = vec![text("legal_name", "text"), text("public_name", "text"), text("website", "text")];
        let country = self.first("country");
        fields.push(context! {
            name => "country", label => form.label("country"), control => "country",
            value => Country::parse(country).map_or_else(|_| country.to_owned(), |code| words.country(code.code())),
            choices => words.countries().iter().map(|(_, name)| Value::from(*name)).collect::<Vec<_>>(),
        });
        fields.extend(form.facets.iter().map(|field| {
            let chosen = self.all(&field.name);
            let choices = field.choices().iter().map(|choice| {
                let is_chosen = chosen.contains(&choice.value);
                context! { value => choice.value.as_str(), label => choice.label.as_str(), chosen => is_chosen }
            });
            let control = if matches!(field.kind, FieldKind::Choices(_)) { "checkboxes" } else { "radios" };
            context! { name => &field.name, label => &field.label, control, choices => choices.collect::<Vec<_>>() }
        }));
        let mut numbers = (0..MOST_PEOPLE).filter(|number| !self.first(&format!("email-{number}")).is_empty());
        let last = numbers.next_back().map_or(0, |last| last + 1);
        let people = (0..(last + SPARE).min(MOST_PEOPLE)).map(|number| {
            let of = |part: &str| self.first(&format!("{part}-{number}"));
            let roles = self.all(&format!("roles-{number}")).to_vec();
            context! { number, name => of("name"), title => of("title"), email => of("email"), roles }
        });
        let first = |name: &str| self.first(name);
        context! {
            fields,
            description => first("description"),
            people => people.collect::<Vec<_>>(),
            mistakes => mistakes
                .0
                .iter()
                .map(|mistake| context! {
                    field => mistake.field.as_str(), what => mistake.what,
                    label => words.form.field(&mistake.field).map(|field| field.label.as_str()),
                    part => mistake.field.split('-').next(),
                })
                .collect::<Vec<_>>(),
            wrong_fields => mistakes.0.iter().map(|mistake| mistake.field.clone()).collect::<Vec<_>>(),
        }
    }
}

impl Mistakes {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a mistake.
    pub fn add(&mut self, field: &str, what: &'static str) {
        self.0.push(Mistake { field: field.to_owned(), what });
    }

    /// Reads what must be there.
    pub fn required<T>(
        &mut self,
        field: &str,
        typed: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        if typed.trim().is_empty() {
            self.add(field, "missing");
            return None;
        }
        self.optional(field, typed, parse)
    }

    /// Reads what may be missing.
    pub fn optional<T>(
        &mut self,
        field: &str,
        typed: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        if typed.trim().is_empty() {
            return None;
        }
        let parsed = parse(typed);
        if let Err(invalid) = &parsed {
            self.add(field, if matches!(invalid, Invalid::TooLong(_)) { "too_long" } else { "invalid" });
        }
        parsed.ok()
    }
}
