//! Costs that should not grow with the site.

use crate::Outcome;
use crate::callgrind::Instructions;
use crate::sizes::Size;
use crate::stand::{Expected, Stand};
use crate::subject::Subject;
use crate::{cold, events, sites};
use bench::{Build, workspace};
use std::fs;
use std::path::PathBuf;

/// The numbers of content files.
pub const FILES: [usize; 3] = [10, 1_000, 10_000];
/// The number of starts of each program.
const STARTS: usize = 20;

/// Measurements of a site.
#[derive(Debug, Clone)]
pub struct Grown {
    /// The number of content files.
    pub files: usize,
    /// A page, the home page, a list and a search.
    pub requests: Vec<RequestCost>,
    /// The size of the program with the site.
    pub size: Size,
}

/// The cost of a request.
#[derive(Debug, Clone)]
pub struct RequestCost {
    /// The request, in words.
    pub request: &'static str,
    /// Instructions until readiness and until the first response.
    pub instructions: Instructions,
    /// Instructions for another event.
    pub another: u64,
    /// Cold starts.
    pub cold: cold::Cold,
}

/// Builds `pages` with a site of each size, and measures it.
pub async fn sites(stand: &Stand) -> Outcome<Vec<Grown>> {
    let mut grown = Vec::new();
    for files in FILES {
        grown.push(measured(stand, files, build(files)?).await?);
    }
    Ok(grown)
}

/// Builds in a separate target directory, so that a generated site is never deployed.
fn build(files: usize) -> Outcome<PathBuf> {
    const TARGET: &str = "target/growth";
    let directory = workspace().canonicalize()?.join(TARGET);
    let site = directory.join(format!("sites/{files}"));
    sites::write(&site, files)?;
    let built = Build { target: TARGET, site: Some(site) }.packages(["pages"])?;
    let program = directory.join(format!("pages-{files}"));
    fs::copy(built.join("pages"), &program)?;
    Ok(program)
}

async fn measured(stand: &Stand, files: usize, program: PathBuf) -> Outcome<Grown> {
    let size = Size::of(&program)?;
    let ok = Expected::Status(200);
    let mut subjects = [
        Subject::of(stand, "pages", "a page", |n| events::get("/our-mission", n), ok)?,
        Subject::of(stand, "pages", "the home page", |n| events::get("/", n), ok)?,
        Subject::of(stand, "pages", "a list", |n| events::get("/news", n), ok)?,
        Subject::of(stand, "pages", "a search", |n| events::search("clinical+trials", n), ok)?,
    ];
    for subject in &mut subjects {
        subject.launch.program.clone_from(&program);
    }
    let mut requests = Vec::new();
    for (subject, cold) in subjects.iter().zip(cold::starts(stand, &subjects, STARTS).await?) {
        let instructions = Instructions::of(stand, subject).await?;
        let another = instructions.another(stand, subject).await?;
        requests.push(RequestCost { request: subject.event_name, instructions, another, cold });
    }
    Ok(Grown { files, requests, size })
}
