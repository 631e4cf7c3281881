//! Measures the cost of the functions, compared with a hello-world function (`tests/bench/floor`).
//! `docs/performance.md` explains the method and shows the results.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod budget;
mod callgrind;
mod cold;
mod events;
mod growth;
mod measured;
mod members;
mod page;
mod report;
mod sites;
mod stand;
mod statistics;
mod subject;
mod table;
mod warm;

use bench::{Build, Programs};
use budget::Budget;
use clap::{Parser, Subcommand};
use measured::weigh;
use stand::{OVER_TLS, Stand};
use std::process::ExitCode;
use subject::Subject;

/// A result whose error ends the run and is printed.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures the deployed functions, compared with a hello-world function. RELEASED names a directory of `sam build`
/// with their programs; without it, they are built.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything in docs/performance.md except growth
    Report {
        /// The number of starts of each
        #[arg(long, default_value_t = 40)]
        starts: usize,
        /// The number of events of each kind for a warm sandbox
        #[arg(long, default_value_t = 200)]
        events: usize,
        /// Updates docs/performance.md
        #[arg(long)]
        write: bool,
    },
    /// Only the durations of starts, to try a change
    Starts {
        /// The number of starts of each
        #[arg(long, default_value_t = 40)]
        starts: usize,
        /// Only the floor and first events whose label contains this
        #[arg(default_value = "")]
        label: String,
    },
    /// Instructions and sizes; fails if one exceeds tests/bench/budget.toml
    Budget,
    /// The costs of sites with 10, 1,000 and 10,000 content files
    Growth {
        /// Updates docs/performance.md
        #[arg(long)]
        write: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Report { starts, events, write } => report::functions(starts, events, write).await,
        Command::Starts { starts, label } => report::starts(starts, &label).await,
        Command::Budget => check_budget().await,
        Command::Growth { write } => report::growth(write).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the stand with the functions and both floors.
async fn stand() -> Outcome<Stand> {
    let floors = Build::default().packages(["floor", OVER_TLS])?;
    Stand::start(Programs::released()?, floors).await
}

async fn check_budget() -> Outcome<()> {
    callgrind::version()?;
    // The budget does not use the floor over TLS.
    let floors = Build::default().packages(["floor"])?;
    let (stand, budget) = (Stand::start(Programs::released()?, floors).await?, Budget::embedded()?);
    let mut functions = Vec::new();
    for subject in Subject::principal(&stand)? {
        functions.push(weigh(&stand, &subject).await?);
    }
    let (floor, functions) = functions.split_first().ok_or("there is no floor")?;
    println!("{}", budget.table(floor, functions));
    let mut others = Vec::new();
    for subject in Subject::all(&stand)? {
        if let Some(limit) = budget.also(&subject.function, subject.event_name) {
            let first = callgrind::instructions(&stand, &subject, 1).await?;
            let ratio = first as f64 / floor.first as f64;
            println!(
                "{}: {} M, {ratio:.2} times the floor; budget {limit:.2}",
                subject.label(),
                table::millions(first)
            );
            others.push((subject.function.clone(), subject.event_name, ratio));
        }
    }
    let excesses = budget.excesses(floor, functions).into_iter().chain(budget.other_excesses(&others));
    match excesses.collect::<Vec<_>>() {
        none if none.is_empty() => Ok(()),
        excesses => Err(format!("Above tests/bench/budget.toml:\n{}", excesses.join("\n")).into()),
    }
}
