//! A randomized model test. Several applicants, a program and staff use the same few applications concurrently, while
//! requests to the table fail. Each actor records what it wanted and what it was told. In the end every acknowledged
//! change must be stored exactly once, no refused change may be, and every other change is stored whole or not at all.
//! A seed decides the actions and faults, but neither the order in which concurrent requests reach the table nor
//! time-outs on a slow machine. So a failed seed fails again most of the time, not always.

mod applicant;
mod book;
mod client;
mod figures;
mod marks;
mod program;
mod run;
mod stack;
mod staff;
mod table;
mod verdict;

use figures::Figures;
use futures::StreamExt;
use futures::stream;

/// Reads a number from the environment.
#[allow(clippy::disallowed_methods, reason = "how long to look, and from which seed on, is no configuration")]
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_change_is_stored_once_and_the_rest_can_be_retried() {
    let (first, seeds) = (number("MODEL_SEED", 1), number("MODEL_SEEDS", 1));
    let visits = number("MODEL_VISITS", 100).try_into().unwrap();
    let at_once = std::thread::available_parallelism().map_or(1, Into::into);
    let runs = stream::iter(first..first + seeds).map(|seed| {
        let run = tokio::spawn(run::run(seed, visits));
        async move { (seed, run.await.unwrap()) }
    });
    let (mut all, mut failed) = (Figures::default(), Vec::new());
    let mut runs = runs.buffer_unordered(at_once);
    while let Some((seed, (figures, problems))) = runs.next().await {
        all += figures;
        if !problems.is_empty() {
            failed.push(seed);
            println!("MODEL_SEED={seed} MODEL_SEEDS=1 MODEL_VISITS={visits}\n{}", problems.join("\n"));
        }
    }
    println!("{seeds} seeds from {first} on, {all}");
    assert!(failed.is_empty(), "with {visits} visits each these seeds failed, as is said above: {failed:?}");
    assert!(all.faults().len() >= 12, "nearly every kind of fault happens");
}
