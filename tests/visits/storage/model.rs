//! Whatever breaks, who was told "received" is in the table exactly once, and who was not told can simply try again.
//!
//! Several applicants, a program and staff use the same few applications at the same time, at random, while things go wrong
//! on the way to the table and back. Everybody writes down what they wanted and what they were told. In the end the table
//! is held against that: what was acknowledged is there, what was refused is not, and of the rest each thing is there
//! whole or not at all.
//!
//! A seed decides who does what and what befalls each of their requests. It does not decide in which order those who act
//! at the same time reach the table, nor what a machine does that is too slow for the time limits; so a seed that failed
//! fails again most of the time, not always.

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

/// A number from the environment.
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
