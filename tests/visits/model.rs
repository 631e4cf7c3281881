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

/// A number from the environment.
#[allow(clippy::disallowed_methods, reason = "how long to look, and from which seed on, is no configuration")]
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[tokio::test]
async fn whatever_breaks_what_was_acknowledged_is_there_once_and_the_rest_can_be_tried_again() {
    let (first, seeds) = (number("MODEL_SEED", 1), number("MODEL_SEEDS", 2));
    let visits = number("MODEL_VISITS", 120).try_into().unwrap();
    let mut all = Figures::default();
    for seed in first..first + seeds {
        let (figures, problems) = run::run(seed, visits).await;
        assert!(problems.is_empty(), "MODEL_SEED={seed} MODEL_SEEDS=1 MODEL_VISITS={visits}\n{}", problems.join("\n"));
        all += figures;
    }
    println!("seeds {first} to {}: {all}", first + seeds - 1);
    assert!(all.faults().len() > 12, "{all}");
}
