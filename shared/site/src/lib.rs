//! Reads what another association edits (`site.toml`, `content/`, `assets/`), checks it and compiles it into the bytes
//! that the functions carry. Used when building, and by the local stack.
//!
//! Every mistake is found before anything is deployed, and all of them at once: [`compile`] answers with a list of
//! [`Problem`]s, each naming its file and line.

mod assets;
mod build;
mod content;
mod front_matter;
mod markdown;
mod problem;
mod words;

#[path = "../../src/site/archive.rs"]
#[allow(dead_code, reason = "only written here, and only read in shared")]
mod archive;
#[path = "../../src/fields.rs"]
#[allow(dead_code, reason = "not all of it is needed here")]
mod fields;
#[path = "../../src/site/model.rs"]
mod model;

pub use build::{embed_identity, embed_pages};
pub use problem::Problem;

use problem::Problems;
use std::collections::BTreeMap;
use std::path::Path;

/// A site, ready to be embedded. `shared::site` decodes each part.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Identity, menus and asset names: a [postcard](https://postcard.jamesmunns.com/) of `Site`.
    pub site: Vec<u8>,
    /// The application form's words: a postcard of `Form`.
    pub form: Vec<u8>,
    /// An archive of `Page` by address.
    pub pages: Vec<u8>,
    /// An archive of `Asset` by public path.
    pub assets: Vec<u8>,
}

/// Addresses that pages may link to although other functions answer them.
const OTHER_FUNCTIONS: [&str; 1] = ["/join/start"];

/// Compiles the site in `directory`.
///
/// # Errors
/// Everything that is wrong with it, in the order of the files.
pub fn compile(directory: &Path) -> Result<Compiled, Vec<Problem>> {
    let mut problems = Problems::default();
    let assets = assets::read(&directory.join("assets"), &mut problems);
    let words = words::read(&directory.join("site.toml"), &mut problems);
    let Some(words) = words else { return Err(problems.into_list()) };

    let drafts = content::read(&directory.join("content"), &mut problems);
    let addresses: Vec<&str> = drafts.iter().map(|draft| draft.path.as_str()).chain(OTHER_FUNCTIONS).collect();
    let pages = drafts.iter().map(|draft| content::page(draft, &words, &addresses, &mut problems)).collect();
    words::check_links(&words, &addresses, &mut problems);
    problems.into_result()?;

    let (site, form) = words::split(words, assets.names);
    encode(&site, &form, pages, &assets.records)
}

fn encode(
    site: &model::Site,
    form: &model::Form,
    pages: Vec<model::Page>,
    assets: &BTreeMap<String, Vec<u8>>,
) -> Result<Compiled, Vec<Problem>> {
    let unencodable = |error: &dyn std::fmt::Display| vec![Problem::whole(Path::new("."), error)];
    let pages = pages
        .into_iter()
        .map(|page| Ok((page.path.clone(), postcard::to_allocvec(&page)?)))
        .collect::<Result<_, postcard::Error>>()
        .map_err(|error| unencodable(&error))?;
    Ok(Compiled {
        site: postcard::to_allocvec(site).map_err(|error| unencodable(&error))?,
        form: postcard::to_allocvec(form).map_err(|error| unencodable(&error))?,
        pages: archive::encode(&pages).map_err(|error| unencodable(&error))?,
        assets: archive::encode(assets).map_err(|error| unencodable(&error))?,
    })
}
