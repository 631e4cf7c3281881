//! Sample applications for an empty stack (`cargo run -- --demo`), so that the pages of staff have something to show.
//!
//! They come in through the real JSON API, with a clock that says when, and staff act on them as through their pages. So
//! every item is as if it had happened, and the messages about it follow.

mod answers;
mod organizations;
mod story;

use std::collections::BTreeMap;

use join::Join;
use lambda_http::http::{Request, StatusCode};
use lambda_http::{Body, Error, RequestExt};
use organizations::{SAMPLES, Sample};
use shared::application::{Application, Group, Reference, Submitted};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::Environment as Variables;
use shared::site::Members;
use shared::staff::{Person, PersonId, Role};
use shared::timestamp::Timestamp;
use store::{ActOutcome, ActTerms, AnswerOutcome, StaffChange, Store};
use story::Step;

use crate::issuer::PEOPLE;
use crate::{BuiltSite, Stack};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// Fills an empty stack with sample applications, and returns how many. A stack with applications stays as it is.
///
/// # Errors
/// When the table can't be reached, or the site's form refuses the samples.
pub async fn fill(stack: &Stack, site: &BuiltSite, now: Timestamp) -> Result<usize, Error> {
    let variables = &Variables::from_iter(stack.environment("join").ok_or("there is no function called join")?);
    let store = Store::new(stack.client(), stack.table_name());
    let counts = store.counts().await?;
    if Group::ALL.into_iter().any(|group| counts.get(group) > 0) {
        return Ok(0);
    }
    let staff = admit(&store, stack.issuer_url(), now).await?;
    let settings = join::Settings::from_environment(variables)?;
    let retention = shared::env::retention(variables)?;
    for (seed, sample) in SAMPLES.iter().enumerate() {
        // Not all at the same time of day.
        let age = i64::from(sample.days_ago) * DAY + i64::try_from(seed % 7).unwrap_or(0) * 37 * MINUTE + MINUTE;
        let submitted_at = Timestamp::from_unix(now.unix() - age);
        let clock = Clock::new(move || submitted_at);
        let join = site.join(store.clone(), settings.clone(), clock, Entropy::system());
        let reference = submit(&join, &answers::body(&site.form, sample, seed).to_string(), sample).await?;
        for (minutes, step) in sample.story.steps() {
            let at = Timestamp::from_unix(submitted_at.unix() + i64::from(*minutes) * MINUTE);
            let person = staff.get(seed % staff.len().max(1)).ok_or("nobody works here")?;
            let terms = ActTerms { at, retention, undo_seconds: 900 };
            take(&store, &reference, person, *step, terms, &site.site.members).await?;
        }
    }
    Ok(SAMPLES.len())
}

/// Makes the identities of the issuer known, so that histories have their names.
async fn admit(store: &Store, issuer: &str, now: Timestamp) -> Result<Vec<Person>, Error> {
    let mut people = Vec::new();
    for known in &PEOPLE {
        let id = PersonId::of(issuer, &known.subject());
        let role = if known.role == Role::Administrator.as_str() { Role::Administrator } else { Role::Reviewer };
        let person = Person { id, name: known.name.to_owned(), role };
        store.admit(&person, now).await?;
        people.push(person);
    }
    Ok(people)
}

/// Sends an application to the JSON API.
async fn submit(join: &Join, body: &str, sample: &Sample) -> Result<Reference, Error> {
    const PATH: &str = "/api/applications";
    let request = Request::post(format!("http://localhost{PATH}")).header("content-type", "application/json");
    let response = join.handle(request.body(Body::from(body))?.with_raw_http_path(PATH)).await;
    let answer: BTreeMap<String, serde_json::Value> = serde_json::from_slice(response.body().as_ref())?;
    if response.status() != StatusCode::CREATED {
        return Err(format!("the form refuses the sample {}: {answer:?}", sample.name).into());
    }
    let reference = answer.get("reference").and_then(serde_json::Value::as_str).unwrap_or_default();
    reference.parse().map_err(|_| "the API gave no reference".into())
}

async fn take(
    store: &Store,
    reference: &Reference,
    person: &Person,
    step: Step,
    terms: ActTerms,
    members: &Members,
) -> Result<(), Error> {
    let read = async || store.application_by_reference(reference, terms.at).await?.ok_or(Error::from("it is gone"));
    let application: Submitted = read().await?;
    let change = match step {
        Step::Take => StaffChange::Take,
        Step::Release => StaffChange::Release,
        Step::Ask(question) => StaffChange::Ask { question: question.to_owned() },
        Step::Accept => StaffChange::Accept { facets: members.questions(), renews: members.renewal.is_some() },
        Step::Decline(reason, words) => StaffChange::Decline { reason: reason.to_owned(), words: words.to_owned() },
        Step::Undo => StaffChange::Undo,
        Step::Spam => StaffChange::Spam,
        Step::Note(note) => {
            store.add_note(&application.id, person, note, terms.at).await?;
            return Ok(());
        }
        Step::Answer(answer) => {
            let asked = application.review.question.as_ref().map(|question| question.number);
            let holder = Application::Submitted(Box::new(application)).holder();
            let asked = asked.ok_or("no question is open")?;
            return match store.answer_question(&holder, asked, answer, terms.at, terms.retention).await? {
                AnswerOutcome::Answered(_) => Ok(()),
                AnswerOutcome::Refused(_) => Err("no question is open".into()),
            };
        }
        Step::Withdraw => return done(&store.withdraw(&application, terms.at, terms.retention).await?),
    };
    done(&store.act(&application, person, change, terms).await?)
}

fn done(outcome: &ActOutcome) -> Result<(), Error> {
    match outcome {
        ActOutcome::Done(_) => Ok(()),
        ActOutcome::Rejected(_) => Err("a step of a sample is not legal".into()),
    }
}
