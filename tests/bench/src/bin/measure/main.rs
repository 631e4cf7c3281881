//! What the functions cost, each beside a function that says hello (`tests/bench/floor`). `docs/performance.md` explains
//! what is measured, and shows what came out.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod budget;
mod callgrind;
mod cold;
mod events;
mod growth;
mod machine;
mod page;
mod report;
mod sites;
mod sizes;
mod stand;
mod statistics;
mod subject;
mod table;
mod warm;

use bench::{Build, Programs};
use budget::{Budget, Weighed};
use callgrind::Instructions;
use clap::{Parser, Subcommand};
use sizes::Size;
use stand::{OVER_TLS, Stand};
use std::process::ExitCode;
use subject::Subject;

/// Whatever goes wrong ends the run, and is shown.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures the functions as they deploy, beside a function that says hello. RELEASED names a directory of `sam build`
/// to take them from; without it they are built.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything that docs/performance.md shows, but for growth
    Report {
        /// How often each is started
        #[arg(long, default_value_t = 40)]
        starts: usize,
        /// How many events of each kind a warm sandbox gets
        #[arg(long, default_value_t = 200)]
        events: usize,
        /// Updates docs/performance.md
        #[arg(long)]
        write: bool,
    },
    /// How long starts take, and no more: for trying a change
    Starts {
        /// How often each is started
        #[arg(long, default_value_t = 40)]
        starts: usize,
        /// Only the floor, and first events whose label contains this
        #[arg(default_value = "")]
        label: String,
    },
    /// Instructions and sizes; fails if one is above tests/bench/budget.toml
    Budget,
    /// What sites of 10, 1,000 and 10,000 content files cost
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
        Command::Budget => hold_to_budget().await,
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

/// Where the programs are measured, the floors among them.
async fn stand() -> Outcome<Stand> {
    let floors = Build::default().packages(["floor", OVER_TLS])?;
    Stand::start(Programs::released()?, floors).await
}

async fn hold_to_budget() -> Outcome<()> {
    callgrind::version()?;
    // Nothing is held against the floor over TLS.
    let floors = Build::default().packages(["floor"])?;
    let (stand, budget) = (Stand::start(Programs::released()?, floors).await?, Budget::embedded()?);
    let mut functions = Vec::new();
    for subject in Subject::principal(&stand)? {
        functions.push(weigh(&stand, &subject).await?);
    }
    let (floor, functions) = functions.split_first().ok_or("there is no floor")?;
    println!("{}", budget.table(floor, functions));
    match budget.excesses(floor, functions) {
        none if none.is_empty() => Ok(()),
        excesses => Err(format!("Above tests/bench/budget.toml:\n{}", excesses.join("\n")).into()),
    }
}

async fn weigh(stand: &Stand, subject: &Subject) -> Outcome<Weighed> {
    let (function, size) = (subject.function.clone(), Size::of(&subject.launch.program)?);
    Ok(Weighed { function, instructions: Instructions::of(stand, subject).await?, size })
}
