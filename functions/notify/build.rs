//! Compiles the lists of others, which their crates have as text and as code: here they are sorted lines, in which
//! `src/lists.rs` searches, and fingerprints, in which `src/fingerprints.rs` does. So they are small, and nothing is
//! done with them when the function starts.

#[path = "src/fingerprints.rs"]
mod fingerprints;

use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/fingerprints.rs");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    let packages = packages()?;
    let out = PathBuf::from(set("OUT_DIR")?);
    let domains = fs::read_to_string(directory(&packages, "disposable-emails")?.join("domains.txt"))?;
    let mut domains = entries(&domains);
    domains.retain(|domain| domain.contains('.'));
    // As text it is for a test only.
    fs::write(out.join("disposable.txt"), lines(&domains))?;
    let fingerprints = fingerprints::list(without_subdomains(&domains));
    fs::write(out.join("disposable.fingerprints"), fingerprints)?;
    let rules = fs::read_to_string(directory(&packages, "psl")?.join("data/rules.txt"))?;
    let rules = entries(&rules).iter().map(|rule| in_ascii(rule)).collect::<Result<_, _>>()?;
    fs::write(out.join("suffixes.txt"), lines(&rules))?;
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "how cargo speaks to a build script")]
fn set(variable: &str) -> Result<OsString, String> {
    env::var_os(variable).ok_or_else(|| format!("cargo sets {variable}"))
}

/// Every package that is built for this system: others need not have been fetched. Only cargo knows where their files
/// are.
fn packages() -> Result<Value, Box<dyn Error>> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut cargo = Command::new(set("CARGO")?);
    cargo.args(["metadata", "--format-version=1", "--locked", "--manifest-path"]).arg(manifest);
    cargo.arg("--filter-platform").arg(set("HOST")?);
    let found = cargo.output()?;
    if !found.status.success() {
        return Err(String::from_utf8_lossy(&found.stderr).into());
    }
    Ok(serde_json::from_slice(&found.stdout)?)
}

fn directory(packages: &Value, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let packages = packages.get("packages").and_then(Value::as_array);
    let text = |package: &Value, key| package.get(key).and_then(Value::as_str).map(str::to_owned);
    let package = packages.into_iter().flatten().find(|package| text(package, "name").as_deref() == Some(name));
    let manifest = package.and_then(|package| text(package, "manifest_path")).map(PathBuf::from);
    let directory = manifest.as_deref().and_then(Path::parent);
    Ok(directory.ok_or_else(|| format!("cargo does not know {name}"))?.to_owned())
}

/// As the crate reads them.
fn entries(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.trim().trim_end_matches('.').to_ascii_lowercase());
    lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '/'])).collect()
}

/// Whoever asks for a domain asks for those above it, too: what is below a listed one need not be listed.
fn without_subdomains(domains: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    let is_below = |domain: &str| {
        let mut above = domain.match_indices('.').filter_map(|(dot, _)| domain.get(dot + 1..));
        above.any(|above| domains.contains(above))
    };
    domains.iter().map(String::as_str).filter(move |domain| !is_below(domain))
}

/// A rule of the public suffix list, `com`, `*.ck` or `!www.ck`, as the domains that it is compared with are written.
fn in_ascii(rule: &str) -> Result<String, url::ParseError> {
    let domain = rule.trim_start_matches(['!', '*', '.']);
    let kind = rule.strip_suffix(domain).unwrap_or_default();
    Ok(format!("{kind}{}", url::Host::parse(domain)?))
}

fn lines(entries: &BTreeSet<String>) -> String {
    entries.iter().flat_map(|entry| [entry, "\n"]).collect()
}
