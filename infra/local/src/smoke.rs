//! Checks a running site from outside, for `cargo run -- smoke`.
//!
//! What to expect comes from the site itself: the pages from its sitemap, valid answers from its API's description. So it
//! works for any association's site. It is harmless: it submits nothing, no request triggers mail, and the draft that it
//! begins is erased even if a check in between fails. Staff's sign-in is begun and left; its item expires in ten minutes.

mod client;
mod draft;
mod html;
mod pages;
mod services;

use std::error::Error;
use std::io::{self, Write};

use client::Client;
use shared::env::Environment;

/// What a check found, or what it expected and what came instead.
type Outcome = Result<String, String>;

/// Checks a site, and writes a line for each check to `out`. Returns a summary.
///
/// # Errors
/// If a check fails, the address can't be used, or `out` can't be written to.
pub async fn run(address: &str, environment: &Environment, out: &mut dyn Write) -> Result<String, Box<dyn Error>> {
    let client = Client::new(address, environment)?;
    let mut report = Report { out, passed: 0, failed: 0 };

    let paths = pages::sitemap(&client).await;
    report.add("sitemap", paths.as_ref().map(|paths| format!("{} pages", paths.len())).map_err(Clone::clone))?;
    let paths = paths.unwrap_or_else(|_| vec!["/".to_owned()]);
    let (visited, outcome) = pages::visit(&client, &paths).await;
    report.add("pages", outcome)?;
    report.add("page headers", pages::headers(&client).await)?;
    report.add("caching and compression", pages::caching(&client).await)?;
    report.add("assets", pages::assets(&client).await)?;
    report.add("feeds", pages::feeds(&client, &visited).await)?;
    report.add("files for robots", pages::files(&client).await)?;
    report.add("search", pages::search(&client).await)?;
    report.add("unknown page", pages::unknown(&client).await)?;
    report.add("other address of a page", pages::redirect(&client, &paths).await)?;
    report.add("other method", pages::method(&client).await)?;
    report.add("members", services::members(&client).await)?;
    report.add("staff's sign-in", services::staff(&client).await)?;
    let example = services::api(&client).await;
    report.add("API's description", example.as_ref().map(|_| services::DESCRIBED.to_owned()).map_err(Clone::clone))?;
    let example = example.unwrap_or_default();
    report.add("form from another site", draft::cross_site(&client, &example).await)?;
    report.add("draft begun and erased", draft::begin_and_erase(&client, &example).await)?;
    report.add("headers of every response", client.common_headers())?;
    report.summary()
}

/// The lines so far.
struct Report<'a> {
    out: &'a mut dyn Write,
    passed: usize,
    failed: usize,
}

impl Report<'_> {
    fn add(&mut self, check: &str, outcome: Outcome) -> io::Result<()> {
        let (word, counter, text) = match outcome {
            Ok(found) => ("ok  ", &mut self.passed, found),
            Err(problem) => ("FAIL", &mut self.failed, problem),
        };
        *counter += 1;
        writeln!(self.out, "{word}  {check}: {text}")?;
        self.out.flush()
    }

    fn summary(self) -> Result<String, Box<dyn Error>> {
        let Self { passed, failed, .. } = self;
        if failed > 0 {
            return Err(format!("{failed} of {} checks failed", passed + failed).into());
        }
        Ok(format!("{passed} checks passed"))
    }
}

/// Fails a check, unless `holds`. `problem` says what was expected, and what came.
fn expect(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}
