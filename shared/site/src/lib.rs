//! Reads what another association edits (`site.toml`, `content/`, `assets/`), checks it and compiles it into the bytes
//! that the functions carry. Used when building, and by the local stack.
//!
//! Every mistake is found before anything is deployed, and all of them at once: [`compile`] answers with a list of
//! [`Problem`]s, each naming its file and line.

mod assets;
mod build;
mod compiled;
mod content;
mod dates;
mod front_matter;
mod markdown;
mod problem;
mod render;
mod search;
mod words;

#[path = "../../src/site/archive.rs"]
#[allow(dead_code, reason = "only written here, and only read in shared")]
mod archive;
#[path = "../../src/fields.rs"]
#[allow(dead_code, reason = "not all of it is needed here")]
mod fields;
#[path = "../../src/html.rs"]
#[allow(dead_code, reason = "not all of it is needed here")]
mod html;
#[path = "../../src/site/model.rs"]
#[allow(dead_code, reason = "not all of it is needed here")]
mod model;
#[path = "../../src/site/prepared.rs"]
#[allow(dead_code, reason = "not all of it is needed here")]
mod prepared;
#[path = "../../src/site/spelling.rs"]
mod spelling;
#[path = "../../src/site/terms.rs"]
mod terms;

/// Where `html.rs` finds it in shared.
mod site {
    pub(crate) use crate::model::Site;
}

pub use build::{embed_identity, embed_pages};
pub use compiled::Compiled;
pub use problem::Problem;
pub use render::Rendered;

use content::Addresses;
use problem::Problems;
use std::path::Path;

/// Compiles the site in `directory`.
///
/// # Errors
/// Everything that is wrong with it, in the order of the files.
pub fn compile(directory: &Path) -> Result<Compiled, Vec<Problem>> {
    let mut problems = Problems::default();
    let assets = assets::read(&directory.join("assets"), &mut problems);
    let words = words::read(&directory.join("site.toml"), &mut problems);
    let Some(words) = words else { return Err(problems.into_list()) };

    let sources = content::read(&directory.join("content"), &words, &mut problems);
    let numbered = (0_u32..).zip(&sources.read);
    let pages: Vec<_> = numbered
        .map(|(number, source)| content::page(number, source, &sources.read, &assets.names, &mut problems))
        .collect();
    let addresses = Addresses::of(&sources, &pages);
    content::check_links(&sources.read, &pages, &addresses, &mut problems);
    content::check_addresses(&sources.read, &mut problems);
    let moved = content::moved(&sources.read, &mut problems);
    words::check_links(&words, &addresses, &mut problems);
    problems.into_result()?;

    let (site, form) = words::split(words, assets.names);
    Compiled::encode(site, &form, pages, moved, &assets.records).map_err(|error| vec![Problem::whole(directory, error)])
}
