//! Embeds this function's templates with the site's words, and compiles the lists in the crates `psl` and `disposable-emails` into fingerprints (`src/lists.rs`). The crates' own
//! code for them is several times larger, and offers no other access.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    site::leave_out_unwind_tables();
    site::embed_templates("templates".as_ref())?;
    let packages = packages()?;
    let mut domains = entries(&packages, "disposable-emails", "domains.txt")?;
    domains.retain(|domain| domain.contains('.'));
    write("disposable", &domains, domains.iter().filter(|domain| !is_below_another(domain, &domains)))?;
    let rules = entries(&packages, "psl", "data/rules.txt")?;
    let rules = rules.iter().map(|rule| in_ascii(rule)).collect::<Result<_, _>>()?;
    write("suffixes", &rules, rules.iter())
}

#[allow(clippy::disallowed_methods, reason = "cargo passes values to a build script in variables")]
fn variable(name: &str) -> Result<OsString, String> {
    env::var_os(name).ok_or_else(|| format!("cargo sets {name}"))
}

/// Returns the packages that are built for this system, since others need not be downloaded.
fn packages() -> Result<Value, Box<dyn Error>> {
    let mut cargo = Command::new(variable("CARGO")?);
    cargo.args(["metadata", "--format-version=1", "--locked", "--filter-platform"]).arg(variable("HOST")?);
    let output = cargo.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Reads the entries of a package's list, as its crate does.
fn entries(metadata: &Value, package: &str, file: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    let text = |package: &Value, key| package.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut named = packages.filter(|known| text(known, "name").as_deref() == Some(package));
    let manifest = named.next().and_then(|package| text(package, "manifest_path"));
    let manifest = manifest.ok_or_else(|| format!("cargo does not know {package}"))?;
    let list = fs::read_to_string(Path::new(&manifest).with_file_name(file))?;
    let lines = list.lines().map(|line| line.trim().trim_end_matches('.').to_ascii_lowercase());
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '/'])).collect())
}

/// Returns whether a domain is redundant: lookups for a domain include those above it.
fn is_below_another(domain: &str, domains: &BTreeSet<String>) -> bool {
    let mut above = domain.match_indices('.').filter_map(|(dot, _)| domain.get(dot + 1..));
    above.any(|above| domains.contains(above))
}

/// Converts a rule of the public suffix list (`com`, `*.ck` or `!www.ck`) to ASCII.
fn in_ascii(rule: &str) -> Result<String, url::ParseError> {
    let domain = rule.trim_start_matches(['!', '*', '.']);
    let kind = rule.strip_suffix(domain).unwrap_or_default();
    Ok(format!("{kind}{}", url::Host::parse(domain)?))
}

/// Writes a list as text, for tests, and the fingerprints of its entries.
fn write<'a>(
    name: &str,
    list: &BTreeSet<String>,
    entries: impl Iterator<Item = &'a String>,
) -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(variable("OUT_DIR")?);
    fs::write(
        directory.join(format!("{name}.txt")),
        list.iter().map(|entry| format!("{entry}\n")).collect::<String>(),
    )?;
    let hashes: BTreeSet<[u8; 32]> = entries.map(|entry| Sha256::digest(entry).into()).collect();
    let first_bytes = hashes.iter().map(|[first, ..]| *first);
    let others = hashes.iter().flat_map(|[_, a, b, c, d, ..]| [*a, *b, *c, *d]);
    fs::write(directory.join(format!("{name}.fingerprints")), first_bytes.chain(others).collect::<Vec<_>>())?;
    Ok(())
}
