//! Many applicants who send at the same moment, each to a sandbox of its own, as Lambda has it.

use crate::Outcome;
use crate::stand::{Expected, Stand};
use crate::statistics::Sample;
use crate::warm::send;
use bench::Sandbox;
use futures::future::try_join_all;

/// What so many took.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// How many.
    pub sandboxes: usize,
    /// How many more applications are received, as the table has it.
    pub received: usize,
    /// Until each was answered, in milliseconds.
    pub took: Sample,
    /// On a processor for each, from when its sandbox was ready, in milliseconds.
    pub cpu: Sample,
}

/// Has so many applications sent at once.
///
/// # Errors
/// If one is not answered as it is to be, or is not in the table then.
pub async fn sends(stand: &Stand, number: usize) -> Outcome<Crowd> {
    let launch = stand.launch("join")?;
    let first = Sandbox::start(&launch).await?;
    let mut applications = Vec::new();
    let mut sandboxes = Vec::new();
    for _ in 0..number {
        let application = stand.fresh();
        stand.fill_in(application, &first).await?;
        applications.push(application);
        let sandbox = Sandbox::start(&launch).await?;
        sandbox.ready().await?;
        sandboxes.push(sandbox);
    }
    let received_before = stand.received().await?;
    let used_before: Vec<_> = sandboxes.iter().map(Sandbox::usage).collect();

    let sent = sandboxes.iter().zip(&applications);
    let answers = try_join_all(sent.map(|(sandbox, &n)| stand.expect(Expected::Status(303), sandbox, send(n)))).await?;

    try_join_all(sandboxes.iter().map(Sandbox::idle)).await?;
    let used = sandboxes.iter().zip(used_before).map(|(sandbox, before)| sandbox.usage().cpu - before.cpu);
    let received = stand.received().await? - received_before;
    if received != number {
        return Err(format!("{number} applications were answered, and {received} are in the table").into());
    }
    Ok(Crowd {
        sandboxes: number,
        cpu: used.map(|cpu| cpu.as_secs_f64() * 1e3).collect(),
        took: answers.iter().map(|answer| answer.took.as_secs_f64() * 1e3).collect(),
        received,
    })
}
