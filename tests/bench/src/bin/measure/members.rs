//! A register of members, whose directory is measured.

use crate::Outcome;
use local::Stack;
use serde_dynamo::{AttributeValue, Item, to_item};
use shared::applicant::{Country, Date, Website};
use shared::application::Reference;
use shared::clock::Clock;
use shared::form::{Field, Form};
use shared::member::{Listing, Member, Profile};
use shared::site::{Embedded, Site};
use std::collections::BTreeMap;
use store::Store;

/// The number of members.
pub const MEMBERS: usize = 5_000;

/// Fills the register of a stack, and publishes the directory.
pub async fn publish(stack: &Stack) -> Outcome<()> {
    let (form, questions) = (Form::embedded()?, Site::embedded()?.members.questions());
    for number in 0..MEMBERS {
        let item = item(&listing(number, &form, &questions)?)?;
        stack.client().put_item().table_name(stack.table_name()).set_item(Some(item.into())).send().await?;
    }
    let store = Store::new(stack.client(), stack.table_name());
    Ok(store.publish_directory(&questions, Clock::system().now()).await?)
}

fn listing(number: usize, form: &Form, questions: &[String]) -> Outcome<Listing> {
    const COUNTRIES: [&str; 8] = ["BR", "DE", "FR", "IN", "JP", "SE", "GB", "US"];
    let choose = |name: &String| {
        let choices = form.field(name).map(Field::choices).unwrap_or_default();
        let chosen = choices.iter().skip(number % choices.len().max(1)).take(1 + number % 3);
        (name.clone(), chosen.map(|choice| choice.value.clone()).collect())
    };
    let country = COUNTRIES.get(number % COUNTRIES.len()).copied().unwrap_or_default();
    let profile = Profile {
        legal_name: format!("{} Clinical Research Number {number} Ltd", char::from(b'A' + u8::try_from(number % 26)?)),
        public_name: None,
        website: Some(Website::from_stored(format!("https://www.number-{number}.example/"))),
        country: Some(Country::from_stored(country.to_owned())),
        description: String::new(),
        facets: questions.iter().map(choose).collect::<BTreeMap<_, Vec<_>>>(),
    };
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(number.to_le_bytes()).for_each(|(byte, of_number)| *byte = of_number);
    let now = Clock::system().now();
    Ok(Member::new(Reference::from_random(bytes), profile, Vec::new(), Date::of(now), now, now).listing())
}

fn item(listing: &Listing) -> Outcome<Item> {
    let mut item: Item = to_item(listing)?;
    let keys = [("pk", store::REGISTER), ("sk", listing.reference.as_str()), ("entity_type", "listing")];
    item.extend(keys.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned()))));
    Ok(item)
}
