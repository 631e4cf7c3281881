//! Events for a warm sandbox.

use crate::Outcome;
use crate::events::{self, application};
use crate::stand::{Expected, Stand};
use crate::statistics::Sample;
use crate::subject::{FORM, SEARCH, first_section, list, page, save};
use bench::{FunctionResponse, Sandbox};
use serde_json::Value;

/// The number of warm-up events.
const WARM_UP: usize = 10;

/// Measurements of many events of one kind.
#[derive(Debug, Clone)]
pub struct Warm {
    /// The function.
    pub function: &'static str,
    /// The event, in words.
    pub event: &'static str,
    /// Mean CPU time, in microseconds.
    pub cpu: f64,
    /// Times until the response, in milliseconds.
    pub took: Sample,
    /// Peak memory of the sandbox so far, in MiB.
    pub memory: f64,
}

/// A sandbox that handles all events of a series.
struct WarmSandbox<'a> {
    stand: &'a Stand,
    function: &'static str,
    sandbox: Sandbox,
}

/// Measures this many events of each kind.
pub async fn series(stand: &Stand, events: usize) -> Outcome<Vec<Warm>> {
    let floor = WarmSandbox::start(stand, "floor").await?;
    let mut all = vec![floor.measure("hello", Expected::Status(200), events, |n| events::get("/", n)).await?];
    all.extend(pages(stand, events).await?);
    all.extend(join(stand, events).await?);
    all.extend(notify(stand, events).await?);
    Ok(all)
}

async fn pages(stand: &Stand, events: usize) -> Outcome<Vec<Warm>> {
    let (pages, ok) = (WarmSandbox::start(stand, "pages").await?, Expected::Status(200));
    let plain = events::get_with(page(), 0, Some(("/headers/accept-encoding", "identity")));
    let body = text(&stand.expect(ok, &pages.sandbox, plain).await?, "/body")?;
    let is_style = |quoted: &&str| quoted.starts_with("/assets/") && quoted.ends_with(".css");
    let style = body.split('"').find(is_style).ok_or("the page has no style sheet")?.to_owned();
    // The compressed page has its own ETag.
    let tag = text(&stand.expect(ok, &pages.sandbox, events::get(page(), 0)).await?, "/headers/etag")?;
    let again = events::get_with(page(), 0, Some(("/headers/if-none-match", &tag)));
    Ok(vec![
        pages.measure("a page", ok, events, |n| events::get(page(), n)).await?,
        pages.measure("the same page again", ok, events, |_| events::get(page(), 0)).await?,
        pages.measure("not modified", Expected::Status(304), events, |_| again.clone()).await?,
        pages.measure("a list", ok, events, |n| events::get(list(), n)).await?,
        pages.measure("a search", ok, events, |n| events::get(SEARCH, n)).await?,
        pages.measure("the style sheet", ok, events, |n| events::get(&style, n)).await?,
    ])
}

async fn join(stand: &Stand, events: usize) -> Outcome<Vec<Warm>> {
    let (join, saved) = (WarmSandbox::start(stand, "join").await?, Expected::Status(303));
    let question = join.measure("a page of questions", Expected::Status(200), events, |n| {
        events::get(&application(n, first_section()), n)
    });
    let mut all = vec![question.await?, join.measure("a section saved", saved, events, save).await?];
    let mut filled_in = Vec::new();
    for _ in 0..events + WARM_UP {
        let number = stand.fresh();
        stand.fill_in(number, &join.sandbox).await?;
        filled_in.push(number);
    }
    let sent = filled_in.iter().map(|&number| send(number)).collect();
    all.push(join.measure_all("an application sent", saved, sent).await?);
    let status_requests = filled_in.iter().map(|&number| events::get(&application(number, ""), number)).collect();
    all.push(join.measure_all("its status looked at", Expected::Status(200), status_requests).await?);
    Ok(all)
}

async fn notify(stand: &Stand, events: usize) -> Outcome<Vec<Warm>> {
    let notify = WarmSandbox::start(stand, "notify").await?;
    let mut submissions = Vec::new();
    for _ in 0..events + WARM_UP {
        let number = stand.fresh();
        for item in events::stored(number)? {
            stand.put(item).await?;
        }
        submissions.push(events::submitted(number));
    }
    Ok(vec![notify.measure_all("a submission told", Expected::Messages(2), submissions).await?])
}

/// Returns the event that submits the `number`th application, which is filled in.
pub fn send(number: usize) -> String {
    let versions = [("version", FORM.sections.len().to_string()), ("form_version", FORM.version.clone())];
    events::post(number, "submit", &versions)
}

impl<'a> WarmSandbox<'a> {
    async fn start(stand: &'a Stand, function: &'static str) -> Outcome<Self> {
        let sandbox = Sandbox::start(&stand.launch(function)?).await?;
        sandbox.ready().await?;
        Ok(Self { stand, function, sandbox })
    }

    /// Measures this many events, each with its own number.
    async fn measure(
        &self,
        event_name: &'static str,
        expected: Expected,
        number: usize,
        event: impl Fn(usize) -> String,
    ) -> Outcome<Warm> {
        let events = (0..number + WARM_UP).map(|_| event(self.stand.fresh())).collect();
        self.measure_all(event_name, expected, events).await
    }

    /// Measures these events, after the warm-up.
    async fn measure_all(
        &self,
        event_name: &'static str,
        expected: Expected,
        mut events: Vec<String>,
    ) -> Outcome<Warm> {
        let counted = events.split_off(WARM_UP.min(events.len()));
        for event in events {
            self.stand.expect(expected, &self.sandbox, event).await?;
        }
        self.sandbox.idle().await?;
        let (before, number) = (self.sandbox.usage(), counted.len());
        let mut took = Sample::default();
        for event in counted {
            took.push(self.stand.expect(expected, &self.sandbox, event).await?.took.as_secs_f64() * 1e3);
        }
        self.sandbox.idle().await?;
        let after = self.sandbox.usage();
        Ok(Warm {
            function: self.function,
            event: event_name,
            cpu: (after.cpu - before.cpu).as_secs_f64() * 1e6 / number as f64,
            took,
            memory: after.peak_memory,
        })
    }
}

/// Returns the text at a JSON pointer in a response, or an empty one.
fn text(response: &FunctionResponse, pointer: &str) -> Outcome<String> {
    Ok(response.json()?.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned())
}
