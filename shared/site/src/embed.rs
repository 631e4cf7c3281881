//! Embeds a site in the crate that a build script builds.

use crate::compiled::BoxError;
use crate::{Compiled, compile};
use render::Template;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Files for `OUT_DIR`, by name.
type Files = Vec<(&'static str, Vec<u8>)>;

/// Writes `site.bin`, `form.bin`, `form.json` and `openapi.json`.
///
/// # Errors
/// When writing fails. A mistake in the site fails the build through `cargo::error`.
pub fn embed_identity() -> io::Result<()> {
    let encode = |site: Compiled| {
        Ok(vec![
            ("site.bin", postcard::to_allocvec(&site.site)?),
            ("form.bin", postcard::to_allocvec(&site.form)?),
            ("form.json", site.documents.definition.into_owned().into_bytes()),
            ("openapi.json", site.documents.openapi.into_owned().into_bytes()),
        ])
    };
    embed(encode)
}

/// Writes `content.bin`, the pages rendered with the templates in a directory, and `templates.rs`, the list of these
/// templates as an expression.
///
/// # Errors
/// As [`embed_identity`].
#[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
pub fn embed_content(templates: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", templates.display());
    let (templates, list) = read_templates(&templates.canonicalize()?)?;
    embed(|site| Ok(vec![("content.bin", site.encode(templates)?), ("templates.rs", list.into_bytes())]))
}

/// Reads the templates in a directory, and writes the expression that embeds them.
fn read_templates(directory: &Path) -> io::Result<(&'static [Template], String)> {
    let mut paths: Vec<_> = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    let (mut templates, mut list) = (Vec::new(), String::new());
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Editors keep swap files and backups in the directory.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let _ = writeln!(list, "({name:?}, include_str!({path:?})),");
        // A leak does not matter in a build script.
        templates.push((&*name.leak(), &*fs::read_to_string(&path)?.leak()));
    }
    Ok((templates.leak(), format!("&[\n{list}]")))
}

#[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
#[allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]
fn embed(encode: impl FnOnce(Compiled) -> Result<Files, BoxError>) -> io::Result<()> {
    let directory = site_directory();
    for name in ["site.toml", "form.toml", "content", "assets"] {
        println!("cargo::rerun-if-changed={}", directory.join(name).display());
    }
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    match compile(&directory).map(encode) {
        Ok(Ok(files)) => return files.into_iter().try_for_each(|(name, bytes)| fs::write(out.join(name), bytes)),
        Ok(Err(error)) => println!("cargo::error={error}"),
        Err(diagnostics) => diagnostics.iter().for_each(|diagnostic| println!("cargo::error={diagnostic}")),
    }
    Ok(())
}

/// Returns the absolute path of the site: `SITE_DIRECTORY`, or the repository's own.
#[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
#[allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]
fn site_directory() -> PathBuf {
    println!("cargo::rerun-if-env-changed=SITE_DIRECTORY");
    std::env::var_os("SITE_DIRECTORY").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).to_owned(), PathBuf::from)
}
