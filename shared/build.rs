//! Puts the site's identity, its menus, its dates and the form into this crate, and the providers of free mailboxes.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    embed_free_mail()?;
    site::embed_identity()
}

/// Writes the first three bytes of the SHA-256 of each domain, in order: a quarter of the size of the domains, which counts
/// in the zipped functions.
#[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
#[allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]
fn embed_free_mail() -> io::Result<()> {
    let mut domains = String::new();
    for file in ["free_mail/domains.txt", "free_mail/more.txt"] {
        println!("cargo::rerun-if-changed={file}");
        domains += &fs::read_to_string(file)?;
    }
    let domains = domains.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let hashes = domains.map(|domain| <[u8; 32]>::from(Sha256::digest(domain)));
    let fingerprints: BTreeSet<[u8; 3]> = hashes.map(|[a, b, c, ..]| [a, b, c]).collect();
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("free_mail.fingerprints"), fingerprints.into_iter().flatten().collect::<Vec<_>>())
}
