//! A randomized model test. Several applicants, a program and staff use the same few applications concurrently while
//! requests to the table fail. Each actor records its actions and their reported outcomes. In the end every
//! acknowledged change must be stored exactly once, no refused change may be stored, and every other change is stored
//! completely or not at all. A seed decides the actions and faults, but not the order of concurrent requests to the
//! table, or time-outs on a slow machine. So a failed seed usually fails again, but not always.

mod applicant;
mod book;
mod client;
mod figures;
mod marks;
mod member;
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
#[allow(clippy::disallowed_methods, reason = "these control the search, not the site")]
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_changes_are_stored_once_and_others_can_be_retried() {
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
    assert!(failed.is_empty(), "these seeds failed with {visits} visits each, see above: {failed:?}");
    assert!(all.faults().len() >= 12, "nearly every kind of fault must happen");
}
