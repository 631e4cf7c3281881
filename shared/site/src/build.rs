//! What a build script calls to put a site into its crate.

use crate::compiled::Failure;
use crate::html::Template;
use crate::{Compiled, compile};
use std::path::{Path, PathBuf};

/// Writes `site.bin` and `form.bin` for the crate that is being built.
///
/// # Errors
/// When a file can't be written. A site that is not in order ends the build through `cargo::error`.
pub fn embed_identity() -> std::io::Result<()> {
    embed(|site| Ok(vec![("site.bin", site.site), ("form.bin", site.form)]))
}

/// Writes `pages.bin`, `renderings.bin`, `pieces.bin`, `lists.bin`, `documents.bin`, `terms.bin` and `assets.bin` for
/// the crate that is being built, whose templates these are.
///
/// # Errors
/// As [`embed_identity`].
pub fn embed_pages(templates: &'static [Template]) -> std::io::Result<()> {
    embed(|site| {
        let rendered = site.render(templates)?;
        Ok(vec![
            ("pages.bin", rendered.pages),
            ("renderings.bin", rendered.renderings),
            ("pieces.bin", rendered.pieces),
            ("lists.bin", site.lists),
            ("documents.bin", site.documents),
            ("terms.bin", site.terms),
            ("assets.bin", site.assets),
        ])
    })
}

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
#[allow(clippy::disallowed_methods, reason = "and how cargo speaks to it")]
fn embed(parts: impl Fn(Compiled) -> Result<Vec<(&'static str, Vec<u8>)>, Failure>) -> std::io::Result<()> {
    let directory = directory();
    for name in ["site.toml", "content", "assets"] {
        println!("cargo::rerun-if-changed={}", directory.join(name).display());
    }
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    match compile(&directory) {
        Ok(site) => match parts(site) {
            Ok(parts) => parts.into_iter().try_for_each(|(name, bytes)| std::fs::write(out.join(name), bytes)),
            Err(failure) => {
                println!("cargo::error={failure}");
                Ok(())
            }
        },
        Err(problems) => {
            problems.iter().for_each(|problem| println!("cargo::error={problem}"));
            Ok(())
        }
    }
}

/// Where this repository keeps its site; or where `SITE_DIRECTORY` says, an absolute path, for a build with another one.
#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
#[allow(clippy::disallowed_methods, reason = "and how cargo speaks to it")]
fn directory() -> PathBuf {
    println!("cargo::rerun-if-env-changed=SITE_DIRECTORY");
    std::env::var_os("SITE_DIRECTORY").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).to_owned(), PathBuf::from)
}
