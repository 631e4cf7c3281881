//! Exports: a page to choose what to export, and the downloads.

use crate::errors::{PageError, PageResult};
use crate::export::{self, Encoding, Export, ExportError, Filters, Format, Part};
use crate::routes::Visit;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use minijinja::context;
use shared::application::Group;
use shared::failure::Failure;
use shared::negotiation::ContentCoding;
use shared::request::encode;
use shared::timestamp::Timestamp;
use store::ExportRecord;

/// The exports on the page.
const LISTED: u8 = 20;
/// Seconds for which an application may be on its way into its list when an export reads that: the clocks of sandboxes
/// differ, and an index lags behind its table.
const MARGIN: i64 = 60;

/// Shows what can be exported, and what was.
pub(crate) async fn show(visit: Visit<'_>) -> PageResult {
    let exports = visit.ctx.store.exports(LISTED).await?;
    let exports = exports.iter().map(|export| {
        context! {
            at => export.at.to_string(), name => export.by_name.as_str(), format => export.format.as_str(),
            filters => export.filters.as_str(), count => export.count,
        }
    });
    visit.page(StatusCode::OK, "exports.html", context! { exports => exports.collect::<Vec<_>>() }).await
}

/// Sends a file, or a page with the parts of an export that one response can't hold.
pub(crate) async fn download(visit: Visit<'_>, format: Format) -> PageResult {
    let (ctx, query) = (visit.ctx, visit.query()?);
    let group = match query.value("status") {
        "" => None,
        name => Some(Group::named(name).filter(|group| *group != Group::Suspect).ok_or(Failure::NotFound)?),
    };
    let since = match query.value("since") {
        "" => None,
        "last" => ctx.store.last_export(filters_name(group)).await?.map(|export| export.complete_until),
        time => Some(time.to_owned().try_into().map_err(|_| Failure::NotFound)?),
    };
    // The parts of an export are as of when the first page showed them.
    let began = match query.value("began") {
        "" => ctx.clock.now(),
        time => Timestamp::try_from(time.to_owned()).map_err(|_| Failure::NotFound)?.min(ctx.clock.now()),
    };
    let (filters, encoding) = (Filters { group, since }, encoding(&visit));
    let exported = match query.value("part") {
        "" => match export::all(ctx, filters, format, encoding).await? {
            Export::Whole(exported) => exported,
            Export::Parts(parts) => return parts_page(&visit, filters, format, &parts).await,
        },
        part => {
            let part = parse_part(part, query.value("count"));
            let part =
                part.filter(|part| filters.groups().any(|group| group == part.group)).ok_or(Failure::NotFound)?;
            export::one(ctx, filters, format, encoding, part).await?
        }
    };
    record(&visit, format, group, began, exported.count).await?;
    Ok(file(&visit, format, encoding, exported.bytes))
}

/// Records who exports what, before they get it.
async fn record(
    visit: &Visit<'_>,
    format: Format,
    group: Option<Group>,
    began: Timestamp,
    count: u64,
) -> Result<(), PageError> {
    let (ctx, person) = (visit.ctx, &visit.staff.person);
    let record = ExportRecord {
        at: ctx.clock.now(),
        by: person.id.clone(),
        by_name: person.name.clone(),
        format: format.extension().to_owned(),
        filters: filters_name(group).to_owned(),
        count,
        complete_until: Timestamp::from_unix(began.unix() - MARGIN),
    };
    ctx.store.record_export(&record).await?;
    tracing::info!(
        export.format = format.extension(),
        export.count = count,
        person.hash = person.id.short(),
        "applications exported"
    );
    Ok(())
}

async fn parts_page(visit: &Visit<'_>, filters: Filters, format: Format, parts: &[Part]) -> PageResult {
    let group = filters_name(filters.group);
    let began = encode(&visit.ctx.clock.now().to_string());
    let since = filters.since.map(String::from).unwrap_or_default();
    let parts = parts.iter().map(|part| {
        let place = part.after.as_ref().map(ToString::to_string).unwrap_or_default();
        let place = encode(&format!("{}:{place}", part.group.as_str()));
        let (extension, since, count) = (format.extension(), encode(&since), part.count);
        let path =
            format!("/staff/export.{extension}?status={group}&since={since}&began={began}&part={place}&count={count}");
        context! { path, count }
    });
    visit.page(StatusCode::OK, "parts.html", context! { parts => parts.collect::<Vec<_>>() }).await
}

/// Returns how a record tells what was exported: the name of the list, or nothing for all.
fn filters_name(group: Option<Group>) -> &'static str {
    group.map_or("", Group::as_str)
}

/// Parses a place such as `accepted:2026-11-24T09:30:00Z~7KQX4M2P`.
fn parse_part(place: &str, count: &str) -> Option<Part> {
    let (group, after) = place.split_once(':')?;
    let after = if after.is_empty() { None } else { Some(after.parse().ok()?) };
    Some(Part { group: Group::named(group)?, after, count: count.parse().ok()? })
}

/// Returns the encoding that the browser accepts.
fn encoding(visit: &Visit<'_>) -> Encoding {
    match ContentCoding::choose(visit.request.headers(), &[ContentCoding::Gzip, ContentCoding::Identity]) {
        ContentCoding::Gzip => Encoding::Gzip,
        _ => Encoding::Plain,
    }
}

fn file(visit: &Visit<'_>, format: Format, encoding: Encoding, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::Binary(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if encoding == Encoding::Gzip {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let date = visit.ctx.clock.now().date();
    let name = format!("attachment; filename=\"applications-{date}.{}\"", format.extension());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

impl From<ExportError> for PageError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Write(error) => {
                tracing::error!(error.message = %error.kind(), "export can't be written");
                Failure::Internal.into()
            }
        }
    }
}
