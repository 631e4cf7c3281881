//! The commands that work on a table, and the smoke test.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use backup::Imported;
use clap::{Args, Subcommand};
use local::backup::{TableLocation, TableSource, export, import};
use local::{BuiltSite, TemplateSource, smoke};
use review::import;
use shared::clock::Clock;
use shared::env::Environment;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes every item of a table to a file, one per line, in the format of AWS's exports.
    Export {
        /// A new file, compressed if its name ends in `.gz`. Only you can read it, because it holds personal data.
        file: PathBuf,
        #[command(flatten)]
        table: TableFlags,
    },
    /// Writes the items in files to a table. The files come from `export` or from AWS's own export.
    Import {
        /// Files, compressed or not, or directories with `*.json.gz` in them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Add missing items and leave existing ones alone.
        #[arg(long)]
        missing: bool,
        #[command(flatten)]
        table: TableFlags,
    },
    /// Imports a list of members from CSV. Reports what each row would do, unless `--write` does it.
    ImportMembers {
        /// The list: CSV in UTF-8, with a header.
        file: PathBuf,
        /// Import the list, instead of only reporting what an import would do.
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        table: TableFlags,
    },
    /// Checks a running site from outside: pages, headers, files, feeds, the API's description, sign-in, and a draft that
    /// is begun and erased.
    ///
    /// Prints a line for each check, and fails if one does. It is harmless to a site that visitors use: it submits
    /// nothing and triggers no mail, and ends within a minute or two. It sends about 60 requests. AWS_CA_BUNDLE replaces
    /// the system's root certificates.
    Smoke {
        /// The site's address, such as https://www.example.org. Without TLS on this machine only.
        address: String,
    },
    /// Counts all applications of a table again, and mends the numbers that staff see. The site may be running.
    Recount {
        #[command(flatten)]
        table: TableFlags,
    },
}

/// The flags that choose a table.
#[derive(Debug, Args)]
pub(crate) struct TableFlags {
    /// The data directory of a local stack.
    #[arg(long, value_name = "DIR", default_value = ".local")]
    data: PathBuf,
    /// The name of a table on AWS. AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN must be
    /// set; AWS_ENDPOINT_URL_DYNAMODB overrides the endpoint.
    #[arg(long, value_name = "NAME", conflicts_with = "data")]
    table: Option<String>,
    /// A template to use instead of the repository's.
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
}

impl TableFlags {
    fn location(self) -> TableLocation {
        let table = match self.table {
            Some(name) => TableSource::Named(name, Environment::from_process()),
            None => TableSource::Local(self.data),
        };
        TableLocation {
            table,
            template: TemplateSource::File(self.template.unwrap_or_else(crate::repository_template)),
        }
    }
}

pub(crate) async fn run(command: Command) -> Result<(), Box<dyn std::error::Error>> {
    let summary = match command {
        Command::Export { file, table } => {
            let items = export(&table.location(), &file).await?;
            format!("exported {items} items to {}", file.display())
        }
        Command::Smoke { address } => smoke::run(&address, &Environment::from_process(), &mut io::stdout()).await?,
        Command::Recount { table } => {
            backup::recount(&table.location().open().await?.table, Clock::system().now()).await?
        }
        Command::ImportMembers { file, write, table } => import_members(&file, write, table).await?,
        Command::Import { files, missing, table } => summarize(&import(&files, &table.location(), missing).await?),
    };
    writeln!(io::stdout(), "{summary}")?;
    Ok(())
}

async fn import_members(file: &Path, write: bool, table: TableFlags) -> Result<String, Box<dyn std::error::Error>> {
    let list = std::fs::read(file).map_err(|error| format!("can't read {}: {error}", file.display()))?;
    let site = BuiltSite::embedded().map_err(|error| error.to_string())?;
    let open = table.location().open().await?;
    let (members, now) = (&site.site.members, Clock::system().now());
    let terms = import::Terms { members, by: None, now, write, stop_at: None };
    let report = import::import(&list, &open.store(), &site.form, terms).await?;
    let advice = if write { "" } else { "\nNothing was written. Add --write to import the list." };
    Ok(format!("{report}{advice}"))
}

fn summarize(imported: &Imported) -> String {
    let mut text = format!("imported {} items", imported.added);
    if imported.same > 0 {
        text += &format!("; {} were there already", imported.same);
    }
    if !imported.different.is_empty() {
        text += &format!("; {} are there with other values and stay as they are:", imported.different.len());
        imported.different.iter().for_each(|origin| text += &format!("\n{origin}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::Flags;

    fn parse(line: &str) -> Result<Flags, String> {
        Flags::try_parse_from(line.split(' ')).map_err(|error| error.to_string())
    }

    #[test]
    fn without_a_command_the_flags_are_for_the_stack() {
        let flags = parse("local --port 0 --dynamodb-port 0 --data here --source-limit 3").unwrap();
        assert!(flags.command.is_none() && flags.port == 0 && flags.data.ends_with("here"));
        assert!(parse("local").unwrap().command.is_none());
    }

    #[test]
    fn a_command_takes_a_local_or_a_named_table_but_not_both() {
        let Some(Command::Export { file, table }) = parse("local export a.json").unwrap().command else { panic!() };
        assert_eq!((file, table.data), (PathBuf::from("a.json"), PathBuf::from(".local")));
        let line = "local import a.json b --missing --table members";
        let Some(Command::Import { files, missing, table }) = parse(line).unwrap().command else { panic!() };
        assert_eq!((files.len(), missing, table.table.as_deref()), (2, true, Some("members")));
        assert!(parse("local import a.json --table members --data here").is_err());
    }

    #[test]
    fn a_command_refuses_the_flags_of_the_stack() {
        for line in ["local --port 1 export a.json", "local --memory import a.json", "local export a.json --port 1"] {
            assert!(parse(line).is_err(), "{line}");
        }
        assert!(parse("local import").is_err());
    }

    #[test]
    fn an_import_is_summarized() {
        let mut imported = Imported { added: 3, ..Imported::default() };
        assert_eq!(summarize(&imported), "imported 3 items");
        imported.same = 2;
        assert_eq!(summarize(&imported), "imported 3 items; 2 were there already");
    }
}
