//! What is to stay as it is when a site grows.

use crate::Outcome;
use crate::callgrind::Instructions;
use crate::sizes::Size;
use crate::stand::{Expected, Stand};
use crate::subject::Subject;
use crate::{cold, events, sites};
use bench::{Build, workspace};
use std::fs;
use std::path::PathBuf;

/// How many content files a site has.
pub const FILES: [usize; 3] = [10, 1_000, 10_000];
/// How often each program is started.
const STARTS: usize = 20;

/// A site of some size.
#[derive(Debug, Clone)]
pub struct Grown {
    /// How many content files it has.
    pub files: usize,
    /// A page, one that shows the latest news, a list and a search.
    pub asked: Vec<GrowthOptions>,
    /// The program with the site in it.
    pub size: Size,
}

/// What answering takes.
#[derive(Debug, Clone)]
pub struct GrowthOptions {
    /// For what.
    pub what: &'static str,
    /// What is executed.
    pub instructions: Instructions,
    /// The same, for another event.
    pub another: u64,
    /// What starting takes.
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

/// Apart from what deploys, so that a made-up site never does.
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
    let mut asked = Vec::new();
    for (subject, cold) in subjects.iter().zip(cold::starts(stand, &subjects, STARTS).await?) {
        let instructions = Instructions::of(stand, subject).await?;
        let another = instructions.another(stand, subject).await?;
        asked.push(GrowthOptions { what: subject.asked, instructions, another, cold });
    }
    Ok(Grown { files, asked, size })
}
