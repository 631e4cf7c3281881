//! Embeds a site in the crate that a build script builds.

use crate::compiled::BoxError;
use crate::{Compiled, PARTS, compile};
use model::FormDigest;
use render::{Template, Templates};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Files for `OUT_DIR`, by name.
type Files = Vec<(&'static str, Vec<u8>)>;

/// The templates that every function has besides its own.
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates");

/// Writes `site.bin`, `form.bin`, `form_digest.bin`, `form.json` and `openapi.json`.
///
/// # Errors
/// When writing fails. A mistake in the site fails the build through `cargo::error`.
pub fn embed_identity() -> io::Result<()> {
    let encode = |site: Compiled| {
        Ok(vec![
            ("site.bin", postcard::to_allocvec(&site.site)?),
            ("form.bin", postcard::to_allocvec(&site.form)?),
            ("form_digest.bin", postcard::to_allocvec(&FormDigest::from(&site.form))?),
            ("form.json", site.documents.definition.into_owned().into_bytes()),
            ("openapi.json", site.documents.openapi.into_owned().into_bytes()),
        ])
    };
    embed(encode)
}

/// Writes `templates.rs`, which declares a function's templates: those in a directory and the shared ones.
/// `TEMPLATES` have the site's words, and `TEMPLATE_SOURCES` their keys.
///
/// # Errors
/// As [`embed_identity`].
pub fn embed_templates(directory: &Path) -> io::Result<()> {
    let sources = Sources::read(directory)?;
    embed(|site| Ok(vec![("templates.rs", sources.declarations(&site.templates(&sources.templates)?)?)]))
}

/// Writes `content.bin`, the pages rendered with a function's templates, and what [`embed_templates`] does.
///
/// # Errors
/// As [`embed_identity`].
pub fn embed_content(directory: &Path) -> io::Result<()> {
    let sources = Sources::read(directory)?;
    embed(|site| {
        let templates = site.templates(&sources.templates)?;
        let declarations = sources.declarations(&templates)?;
        Ok(vec![("content.bin", site.encode(templates)?), ("templates.rs", declarations)])
    })
}

/// A function's templates as they are written.
struct Sources {
    templates: Vec<Template>,
    /// Where each is.
    paths: Vec<PathBuf>,
}

impl Sources {
    /// Reads the templates in a directory, and the shared ones.
    #[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
    fn read(directory: &Path) -> io::Result<Self> {
        let mut paths: Vec<PathBuf> = Vec::new();
        for directory in [directory.canonicalize()?, Path::new(SHARED).canonicalize()?] {
            println!("cargo::rerun-if-changed={}", directory.display());
            let entries = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
            paths.extend(entries.collect::<io::Result<Vec<_>>>()?);
        }
        // Editors keep swap files and backups in the directory.
        paths.retain(|path| !name(path).starts_with('.') && !name(path).ends_with('~'));
        paths.sort();
        // A leak does not matter in a build script.
        let read = |path: &PathBuf| Ok((&*name(path).leak(), &*fs::read_to_string(path)?.leak()));
        Ok(Self { templates: paths.iter().map(read).collect::<io::Result<_>>()?, paths })
    }

    /// Declares the templates, in Rust.
    fn declarations(&self, templates: &Templates) -> Result<Vec<u8>, BoxError> {
        let mut rust = String::new();
        writeln!(rust, "/// The function's templates, with the words of the site that the crate was built with.")?;
        writeln!(rust, "pub const TEMPLATES: &[(&str, &str)] = &[")?;
        for (name, _) in &self.templates {
            writeln!(rust, "({name:?}, {:?}),", templates.get(name).unwrap_or_default())?;
        }
        writeln!(rust, "];\n/// The templates as they are written, with the keys of their words.")?;
        writeln!(rust, "pub const TEMPLATE_SOURCES: &[(&str, &str)] = &[")?;
        for ((name, _), path) in self.templates.iter().zip(&self.paths) {
            writeln!(rust, "({name:?}, include_str!({path:?})),")?;
        }
        writeln!(rust, "];")?;
        Ok(rust.into_bytes())
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]
#[allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]
fn embed(encode: impl FnOnce(Compiled) -> Result<Files, BoxError>) -> io::Result<()> {
    let directory = site_directory();
    for part in PARTS.map(|name| directory.join(name)) {
        // Cargo would run the script each time for a file that does not exist, so it watches for its creation.
        let watched = if part.exists() { &part } else { &directory };
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let cached = |site| Compiled { picture_cache: Some(out.join("pictures")), ..site };
    match compile(&directory).map(cached).map(encode) {
        Ok(Ok(files)) => return files.into_iter().try_for_each(|(name, bytes)| fs::write(out.join(name), bytes)),
        Ok(Err(error)) => error.to_string().lines().for_each(|line| println!("cargo::error={line}")),
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
