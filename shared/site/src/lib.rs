//! The site compiler: checks the files that another association edits ([`PARTS`]) and compiles them into the bytes that
//! the functions embed. Build scripts and the local stack call it.
//!
//! [`compile`] reports every mistake at once, as [`Diagnostic`]s with file and line.

mod aliases;
mod assets;
mod catalogue;
mod compiled;
mod content;
mod dates;
mod diagnostic;
mod embed;
mod files;
mod footer;
mod form;
mod front_matter;
mod identity;
mod kinds;
mod link;
mod links;
mod lists;
mod locale;
mod markdown;
mod menu;
mod message;
mod openapi;
mod picture;
mod related;
mod render;
mod search;
mod splice;
mod styles;
mod tags;
mod typography;
mod voice;

pub use catalogue::Catalogue;
pub use compiled::Compiled;
pub use diagnostic::Diagnostic;
pub use embed::{embed_content, embed_identity, embed_templates};
pub use link::leave_out_unwind_tables;

use content::Source;
use diagnostic::Diagnostics;
use links::LinkTargets;
use std::path::Path;

/// The files and directories of a site.
pub const PARTS: [&str; 6] = ["site.toml", "form.toml", "words.toml", "voice.txt", "content", "assets"];

/// Compiles the site in `directory`.
///
/// # Errors
/// Every mistake, in the order of the files.
pub fn compile(directory: &Path) -> Result<Compiled, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let assets = assets::read(directory, &mut diagnostics);
    let identity = identity::read(&directory.join("site.toml"), &mut diagnostics);
    let form = form::read(&directory.join("form.toml"), &mut diagnostics);
    let (Some(identity), Some(form)) = (identity, form) else { return Err(diagnostics.into_list()) };
    let catalogue = Catalogue::read(&directory.join("words.toml"), identity.language(), &mut diagnostics);

    let sources = content::read(&directory.join("content"), &identity, &mut diagnostics);
    let mut pages = content::parse_pages(&sources.read, &assets, &catalogue, &mut diagnostics);
    kinds::resolve(&sources.read, &mut pages, &assets, &identity, &catalogue, &mut diagnostics);
    let targets = LinkTargets::of(&sources, &pages);
    links::check_content(&sources.read, &pages, &targets, &mut diagnostics);
    aliases::check_paths(&sources.read, &mut diagnostics);
    let aliases = aliases::read(&sources.read, &mut diagnostics);
    links::check_identity(&identity, &targets, &mut diagnostics);
    tags::check(&sources.read, &identity, &mut diagnostics);
    check_voice(directory, &sources.read, &catalogue, &mut diagnostics);
    search::check(&identity, &targets, &pages, &mut diagnostics);
    form.check_filters(&identity, &mut diagnostics);
    form.check_links(&directory.join("form.toml"), &targets, &mut diagnostics);
    diagnostics.into_result()?;

    let (search, footer) = (identity.search().clone(), identity.footer());
    let served = assets.into_served();
    let own_styles = std::fs::read_to_string(directory.join("assets/site.css")).unwrap_or_default();
    let site = identity.into_site(styles::brand(&own_styles), served.names, &catalogue);
    let compiled = form.compile(&site.short_name, &catalogue);
    let (form, documents) = compiled.map_err(|error| vec![Diagnostic::in_file(&directory.join("form.toml"), error)])?;
    let (assets, variants) = (served.records, served.variants);
    Ok(Compiled {
        site,
        footer,
        form,
        documents,
        catalogue,
        pages,
        search,
        aliases,
        assets,
        variants,
        picture_cache: None,
    })
}

/// Checks every word of the site, and the English ones that it doesn't override.
fn check_voice(directory: &Path, sources: &[Source], catalogue: &Catalogue, diagnostics: &mut Diagnostics) {
    let phrases = voice::read(&directory.join("voice.txt"), diagnostics);
    voice::check_content(&phrases, sources, diagnostics);
    for file in ["site.toml", "form.toml", "words.toml"] {
        voice::check_file(&phrases, &directory.join(file), diagnostics);
    }
    for (key, text) in catalogue.not_overridden().map(|key| (key, catalogue.all_text(key))) {
        if let Some(phrase) = voice::refused(&phrases, &text) {
            let message = format!("{key} {}", voice::message(phrase));
            diagnostics.push(Diagnostic::in_file(&directory.join("words.toml"), message));
        }
    }
}

#[cfg(test)]
mod reference;
