//! Imports a list of members that somebody pastes: first a report of what it would do, then the same for real.

use crate::errors::PageResult;
use crate::import::{ImportError, Problem, Report, Reported, Terms, import};
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::{Value, context};
use std::time::{Duration, Instant};

/// For how long rows are imported before the page asks to go on, so that it answers in time.
const TIME: Duration = Duration::from_secs(15);
/// The most rows that the page shows.
const MOST_SHOWN: usize = 200;

/// Shows the form.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    visit.page(StatusCode::OK, "import.html", values(&visit, "")).await
}

/// Reports what the list would do, or imports it. Sent again, it goes on where it stopped, and changes nothing twice.
pub(crate) async fn run(visit: Visit<'_>) -> PageResult {
    let (ctx, list) = (visit.ctx, visit.form.value("list"));
    let write = visit.form.value("do") == "write";
    let terms = Terms {
        members: &ctx.members,
        by: Some(&visit.staff.person.id),
        now: ctx.clock.now(),
        write,
        stop_at: Some(Instant::now() + TIME),
    };
    let page = values(&visit, list);
    match import(list.as_bytes(), &ctx.store, ctx.forms.current(), terms).await {
        Ok(report) => {
            if write {
                let [created, changed, ..] = report.counts();
                tracing::info!(created, changed, person.hash = visit.staff.person.id.short(), "staff imported members");
            }
            let values = context! { report => report_values(&report), written => write, ..page };
            visit.page(StatusCode::OK, "import.html", values).await
        }
        Err(ImportError::Table(error)) => Err(error.into()),
        Err(error) => {
            let values = context! { problem => problem(&error), ..page };
            visit.page(StatusCode::UNPROCESSABLE_ENTITY, "import.html", values).await
        }
    }
}

/// Returns the values of the page with a list, before anything happens to it.
fn values(visit: &Visit<'_>, list: &str) -> Value {
    let columns = crate::import::columns(&visit.ctx.members).join(", ");
    context! { columns, list, report => (), problem => (), written => false }
}

fn problem(error: &ImportError) -> Value {
    match error {
        ImportError::UnknownColumn { column, .. } => context! { what => "column", column => column.as_str() },
        ImportError::NoLegalNames => context! { what => "no_names" },
        _ => context! { what => "unreadable" },
    }
}

fn report_values(report: &Report) -> Value {
    let [created, changed, unchanged, refused] = report.counts();
    let told = report.rows.iter().filter(|(_, reported)| !matches!(reported, Reported::Unchanged(_)));
    // Those that need somebody come first.
    let (refusals, others): (Vec<_>, Vec<_>) = told.partition(|(_, reported)| matches!(reported, Reported::Refused(_)));
    let all = refusals.len() + others.len();
    let rows = refusals.into_iter().chain(others).take(MOST_SHOWN).map(|(number, reported)| match reported {
        Reported::Created(reference) => context! { number, what => "created", reference => reference.as_str() },
        Reported::Changed(reference, parts) => {
            context! { number, what => "changed", reference => reference.as_str(), parts => parts.clone() }
        }
        Reported::Unchanged(_) => context! { number, what => "unchanged" },
        Reported::Refused(problems) => {
            let problems = problems.iter().map(|Problem { what, column, detail }| {
                context! { what => *what, column => column.as_str(), detail => detail.as_str() }
            });
            context! { number, what => "refused", problems => problems.collect::<Vec<_>>() }
        }
    });
    context! {
        created, changed, unchanged, refused, rest => report.rest,
        rows => rows.collect::<Vec<_>>(), more => all.saturating_sub(MOST_SHOWN),
    }
}
