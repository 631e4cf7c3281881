//! Costs that should not grow with the site.

use crate::measured::{Measured, measure};
use crate::stand::{Expected, Stand};
use crate::subject::{SEARCH, Subject};
use crate::{Outcome, events, sites};
use bench::{Build, workspace};
use std::fs;
use std::path::PathBuf;

/// The numbers of content files.
const FILES: [usize; 3] = [10, 1_000, 10_000];
/// The number of starts of each program.
const STARTS: usize = 20;
/// The requests, in words, and their targets.
const REQUESTS: [(&str, &str); 4] =
    [("a page", "/our-mission"), ("the home page", "/"), ("a list", "/news"), ("a search", SEARCH)];

/// Builds `pages` with a site of each size. Returns the measurements of every request on each of them, with the number
/// of content files.
pub async fn sites(stand: &Stand) -> Outcome<Vec<(usize, Measured)>> {
    let programs = FILES.into_iter().map(build).collect::<Outcome<Vec<_>>>()?;
    let mut subjects = Vec::new();
    for (event_name, target) in REQUESTS {
        for program in &programs {
            let event = move |number| events::get(target, number);
            let mut subject = Subject::of(stand, "pages", event_name, event, Expected::Status(200))?;
            subject.launch.program.clone_from(program);
            subjects.push(subject);
        }
    }
    Ok(FILES.into_iter().cycle().zip(measure(stand, &subjects, STARTS).await?).collect())
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
