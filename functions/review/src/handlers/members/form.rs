//! The form to edit a member: parses what was typed, and shows it again with its mistakes.

use super::facets;
use super::file::label;
use crate::posted::Posted;
use crate::routes::Visit;
use minijinja::{Value, context};
use shared::applicant::text::{parse_line, parse_lines};
use shared::applicant::{Country, Date, EmailAddress, Invalid, Website};
use shared::form::{Field, FieldKind};
use shared::member::{Member, MemberRole, Profile, Representative};
use std::collections::BTreeMap;
use store::MemberChange;

/// The longest name in characters.
const LONGEST_NAME: usize = 200;
/// The longest description in characters.
const LONGEST_DESCRIPTION: usize = 1_000;
/// The most people of a member.
const MOST_PEOPLE: usize = 20;
/// Empty rows for more people.
const SPARE: usize = 2;

/// The form's values, by field.
#[derive(Debug, Default)]
pub(crate) struct Typed(BTreeMap<String, Vec<String>>);

/// A field with a mistake, and the key of the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) field: String,
    pub(crate) what: &'static str,
}

impl Typed {
    /// Returns what a member's form shows at first.
    pub(crate) fn of(member: &Member) -> Self {
        let profile = &member.profile;
        let mut typed = Self::default();
        let mut set = |name: &str, value: &str| drop(typed.0.insert(name.to_owned(), vec![value.to_owned()]));
        set("legal_name", &profile.legal_name);
        set("public_name", profile.public_name.as_deref().unwrap_or_default());
        set("website", profile.website.as_ref().map_or("", |website| website.as_str()));
        set("country", profile.country.as_ref().map_or("", |country| country.code()));
        set("description", &profile.description);
        set("joined_on", &member.joined_on.to_string());
        set("renews_on", &member.renews_on.map(|date| date.to_string()).unwrap_or_default());
        set("is_listed", if member.is_listed { "yes" } else { "" });
        for (number, person) in member.representatives.iter().enumerate() {
            set(&format!("name-{number}"), &person.name);
            set(&format!("title-{number}"), person.title.as_deref().unwrap_or_default());
            set(&format!("email-{number}"), person.email.as_str());
        }
        for (number, person) in member.representatives.iter().enumerate() {
            let roles = person.roles.iter().map(|role| role.as_str().to_owned()).collect();
            typed.0.insert(format!("roles-{number}"), roles);
        }
        typed.0.extend(profile.facets.clone());
        typed
    }

    /// Returns what was sent.
    pub(crate) fn sent(posted: &Posted) -> Self {
        let mut typed = Self::default();
        for (name, value) in posted.pairs() {
            typed.0.entry(name.to_owned()).or_default().push(value.to_owned());
        }
        typed
    }

    fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the change that the form asks for.
    ///
    /// # Errors
    /// The mistakes, in the order of the page.
    pub(crate) fn parse(&self, visit: &Visit<'_>) -> Result<MemberChange, Vec<Mistake>> {
        let mut mistakes = Mistakes::default();
        let name = |name: &str| parse_line(name, 1..=LONGEST_NAME);
        let legal_name = mistakes.required("legal_name", self.first("legal_name"), name);
        let public_name = mistakes.optional("public_name", self.first("public_name"), name);
        let website = mistakes.optional("website", self.first("website"), Website::parse);
        let country = mistakes.optional("country", self.first("country"), Country::parse);
        let lines = |text: &str| parse_lines(text, 1..=LONGEST_DESCRIPTION);
        let description = mistakes.optional("description", self.first("description"), lines);
        let mut chosen = BTreeMap::new();
        for field in facets(visit) {
            chosen.insert(field.name.clone(), self.chosen(field, &mut mistakes));
        }
        chosen.retain(|_, values| !values.is_empty());
        let joined_on = mistakes.required("joined_on", self.first("joined_on"), Date::parse);
        let renews_on = mistakes.optional("renews_on", self.first("renews_on"), Date::parse);
        let representatives = self.people(&mut mistakes);
        let (Some(legal_name), Some(joined_on), true) = (legal_name, joined_on, mistakes.0.is_empty()) else {
            return Err(mistakes.0);
        };
        let profile = Profile {
            legal_name,
            public_name,
            website,
            country,
            description: description.unwrap_or_default(),
            facets: chosen,
        };
        let is_listed = self.first("is_listed") == "yes";
        Ok(MemberChange::Edit { profile, representatives, joined_on, renews_on, is_listed })
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

    /// Returns the people. A row without name and address counts as removed.
    fn people(&self, mistakes: &mut Mistakes) -> Vec<Representative> {
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

    /// Returns the values of the page.
    pub(crate) fn values(&self, visit: &Visit<'_>, mistakes: &[Mistake]) -> Value {
        let words = super::words(visit);
        let text = |name: &'static str, control: &str| {
            context! { name, label => label(words, name), control, value => self.first(name) }
        };
        let mut fields = vec![text("legal_name", "text"), text("public_name", "text"), text("website", "text")];
        let country = self.first("country");
        fields.push(context! {
            name => "country", label => label(words, "country"), control => "select", choices => words.countries().iter()
                .map(|(code, name)| context! { value => *code, label => *name, chosen => *code == country })
                .collect::<Vec<_>>(),
        });
        fields.extend(facets(visit).map(|field| {
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
            joined_on => first("joined_on"),
            renews_on => first("renews_on"),
            is_listed => first("is_listed") == "yes",
            people => people.collect::<Vec<_>>(),
            mistakes => mistakes
                .iter()
                .map(|mistake| context! {
                    field => mistake.field.as_str(), what => mistake.what,
                    label => words.form.field(&mistake.field).map(|field| field.label.as_str()),
                    part => mistake.field.split('-').next(),
                })
                .collect::<Vec<_>>(),
            wrong_fields => mistakes.iter().map(|mistake| mistake.field.clone()).collect::<Vec<_>>(),
        }
    }
}

/// Collects mistakes.
#[derive(Debug, Default)]
struct Mistakes(Vec<Mistake>);

impl Mistakes {
    fn add(&mut self, field: &str, what: &'static str) {
        self.0.push(Mistake { field: field.to_owned(), what });
    }

    fn required<T>(&mut self, field: &str, typed: &str, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Option<T> {
        if typed.trim().is_empty() {
            self.add(field, "missing");
            return None;
        }
        self.optional(field, typed, parse)
    }

    fn optional<T>(&mut self, field: &str, typed: &str, parse: impl FnOnce(&str) -> Result<T, Invalid>) -> Option<T> {
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
