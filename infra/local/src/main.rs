//! `cargo run`: the whole stack on this machine.

mod command;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use command::Command;
use local::issuer::Behavior;
use local::{BuiltSite, Data, ExternalIssuer, Options, Port, Stack, TemplateSource, demo};
use shared::clock::Clock;
use shared::env::Environment;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// The repository's template, read at every start, so a change needs no rebuild.
const TEMPLATE: &str = "infra/template.yaml";

/// Where the development issuer listens if no flag says otherwise.
const USUAL_ISSUER_PORT: Port = Port::Preferably(9000);

/// The repository's own site.
const SITE: &str = "shared/site";

/// Runs the whole site on this machine, as infra/template.yaml describes it.
#[derive(Parser)]
#[command(name = "local", args_conflicts_with_subcommands = true)]
struct Flags {
    #[command(subcommand)]
    command: Option<Command>,
    /// The site's port; 0 for any free one.
    #[arg(long, value_name = "N", default_value_t = 3000)]
    port: u16,
    /// The database's port; 0 for any free one.
    #[arg(long, value_name = "N", default_value_t = 8000)]
    dynamodb_port: u16,
    /// The directory for the data.
    #[arg(long, value_name = "DIR", default_value = ".local")]
    data: PathBuf,
    /// Keep the data in memory, until the program ends.
    #[arg(long, conflicts_with = "data")]
    memory: bool,
    /// Application pages that one network address may save or send per hour; 0 for no limit.
    #[arg(long, value_name = "N", default_value_t = 0)]
    source_limit: u64,
    /// Seconds in which staff can undo a decision, up to 900. Its message waits for as long.
    #[arg(long, value_name = "N", default_value_t = 900, value_parser = clap::value_parser!(u16).range(..=900))]
    undo_seconds: u16,
    /// The port of the development issuer, with which staff sign in; 0 for any free one. The default is 9000 if it is
    /// free.
    #[arg(long, value_name = "N")]
    issuer_port: Option<u16>,
    /// An OpenID Connect issuer with which staff sign in, instead of the development issuer.
    #[arg(long, value_name = "URL", requires = "client_id", conflicts_with = "issuer_port")]
    issuer: Option<String>,
    /// The name by which that issuer knows the site.
    #[arg(long, value_name = "ID", requires = "issuer")]
    client_id: Option<String>,
    /// Fill an empty stack with sample applications.
    #[arg(long)]
    demo: bool,
    /// The site's source, compiled again after each edit, instead of shared/site.
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// A template to use instead of the repository's.
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut flags = Flags::parse();
    log_to_stderr();
    let ended = match flags.command.take() {
        Some(command) => command::run(command).await,
        None => run(flags).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    // Before the announcement, so that a script that waits for it can stop the stack at once.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let built = flags.site.as_deref().map(|site| BuiltSite::compile(site, None)).transpose();
    let built = built.map_err(|mistakes| mistakes.to_string())?;
    let starting = Stack::start(Options {
        port: flags.port,
        dynamodb_port: flags.dynamodb_port,
        data: if flags.memory { Data::Memory } else { Data::Directory(flags.data) },
        template: TemplateSource::File(flags.template.unwrap_or_else(repository_template)),
        source_limit: flags.source_limit,
        undo_seconds: flags.undo_seconds,
        issuer_port: flags.issuer_port.map_or(USUAL_ISSUER_PORT, Port::Exactly),
        issuer_behavior: Behavior::honest(),
        issuer: flags.issuer.zip(flags.client_id).map(|(url, client_id)| ExternalIssuer { url, client_id }),
        built: built.clone().map(Arc::new),
        site: Some(flags.site.unwrap_or_else(|| repository().join(SITE))),
        outbox: None,
    });
    let stack = starting.await?;
    if flags.demo {
        let site = built.map_or_else(BuiltSite::embedded, Ok).map_err(|error| error.to_string())?;
        demo::fill(&stack, &site, Clock::system().now()).await.map_err(|error| error.to_string())?;
    }
    announce(&stack)?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    stack.stop().await;
    Ok(())
}

fn repository_template() -> PathBuf {
    repository().join(TEMPLATE)
}

/// Returns the root of the checkout from which the program is run. The path of the one in which it was built may be
/// another: after a checkout is copied, with what was built, cargo does not build it again.
fn repository() -> PathBuf {
    let run_by_cargo = Environment::from_process().optional("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = run_by_cargo.or_else(|| std::env::current_dir().ok());
    let root = here.as_deref().and_then(checkout_around);
    root.map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")), Path::to_owned)
}

/// Returns the root of the checkout in which a directory is, if it is in one.
fn checkout_around(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|root| root.join(TEMPLATE).is_file() && root.join(SITE).is_dir())
}

/// Prints the addresses, one per line, for people and for scripts that wait for the stack.
fn announce(stack: &Stack) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "site {}", stack.site_url())?;
    writeln!(out, "dynamodb {} table {}", stack.dynamodb_url(), stack.table_name())?;
    writeln!(out, "issuer {}", stack.issuer_url())?;
    writeln!(out, "outbox {}", stack.outbox_url())?;
    out.flush()
}

/// Logs warnings and errors; of the database only errors, because it warns about every failed condition.
fn log_to_stderr() {
    let levels = Targets::new().with_default(LevelFilter::WARN).with_target("dynoxide", LevelFilter::ERROR);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false).without_time();
    tracing_subscriber::registry().with(lines).with(levels).init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_checkout_is_found_from_within() {
        let copy = tempfile::tempdir().unwrap();
        let directories = ["infra", SITE, "functions/pages"].map(|directory| copy.path().join(directory));
        directories.iter().for_each(|directory| std::fs::create_dir_all(directory).unwrap());
        assert_eq!(checkout_around(&directories[2]), None);
        std::fs::write(copy.path().join(TEMPLATE), "").unwrap();
        for directory in directories.iter().map(PathBuf::as_path).chain([copy.path()]) {
            assert_eq!(checkout_around(directory), Some(copy.path()));
        }
        assert_ne!(repository(), copy.path());
    }
}
