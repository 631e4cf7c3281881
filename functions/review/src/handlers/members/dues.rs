//! Dues: what became of a member's year, the list of all members for a year, and the same as a file for the bookkeeper.
//!
//! Nothing here takes payments. A program that does would record them as these pages do, with
//! [`MemberChange::RecordDues`].

use super::file::{Typed, page};
use super::{member, path, words};
use crate::errors::{PageError, PageResult};
use crate::export::csv::record;
use crate::routes::Visit;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use minijinja::{Value, context};
use shared::applicant::Date;
use shared::failure::Failure;
use shared::member::{Dues, DuesState, Member, RegisterRow};
use shared::response;
use shared::site;
use std::collections::BTreeMap;
use store::MemberChange;

/// The longest note in characters.
const LONGEST: usize = 200;
/// The years before and after this one that pages offer.
const YEARS: i32 = 2;

/// Records what became of a year's dues.
pub(crate) async fn save(visit: Visit<'_>) -> PageResult {
    let settings = settings(&visit)?;
    let read = member(&visit).await?;
    let posted = &visit.form;
    let year = Some(posted.value("year")).filter(|year| years(&visit).contains(&(*year).to_owned()));
    let (state, date) = (DuesState::named(posted.value("state")), Date::parse(posted.value("on")));
    let amount = match posted.value("amount").trim() {
        "" => Ok(of_category(settings, &read)),
        typed => typed.parse().map(Some),
    };
    let note = posted.text("note");
    let is_long = note.chars().count() > LONGEST;
    let mistakes = [
        ("year", year.is_none()),
        ("state", state.is_none()),
        ("on", date.is_err()),
        ("amount", !matches!(amount, Ok(Some(_)))),
        ("note", is_long),
    ];
    let mut typed = Typed {
        form: "dues",
        on: posted.value("on").to_owned(),
        note: note.clone(),
        year: posted.value("year").to_owned(),
        state: posted.value("state").to_owned(),
        amount: posted.value("amount").to_owned(),
        mistakes: mistakes.into_iter().filter(|(_, wrong)| *wrong).map(|(field, _)| field).collect(),
        ..Typed::default()
    };
    let (Some(year), Some(state), Ok(on), Ok(Some(amount)), false) = (year, state, date, amount, is_long) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed).await;
    };
    let change = MemberChange::RecordDues { year: year.to_owned(), dues: Dues { state, on, amount, note } };
    // A second click finds them recorded.
    if change.parts(&read).is_empty() {
        return Ok(response::see_other(&path(&read.reference)));
    }
    if let Some(response) = super::change(&visit, &read, &change, "record_dues").await? {
        return Ok(response);
    }
    typed.is_late = true;
    page(&visit, StatusCode::CONFLICT, &typed).await
}

/// Shows the members and their dues for a year: those that are open, or all.
pub(crate) async fn list(visit: Visit<'_>) -> PageResult {
    let settings = settings(&visit)?;
    let (year, rows) = (year(&visit)?, rows(&visit).await?);
    let query = visit.query()?;
    let shows_all = query.value("show") == "all";
    let shown = rows.iter().filter(|row| shows_all || is_open(row, &year));
    let shown: Vec<_> = shown.map(|row| row_values(&visit, row, &year)).collect();
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for dues in rows.iter().filter_map(|row| row.dues.get(&year)) {
        *sums.entry(dues.state.as_str()).or_default() += u64::from(dues.amount);
    }
    let sums = DuesState::ALL.map(|state| {
        let sum = sums.get(state.as_str()).copied().unwrap_or_default();
        context! { state => state.as_str(), sum => amount(&visit, settings, sum) }
    });
    let values = context! { year => &year, years => years(&visit), rows => shown, sums => sums.to_vec(), shows_all };
    visit.page(StatusCode::OK, "dues.html", values).await
}

/// Sends the members and their dues for a year as CSV.
pub(crate) async fn download(visit: Visit<'_>) -> PageResult {
    let settings = settings(&visit)?;
    let (year, rows) = (year(&visit)?, rows(&visit).await?);
    let columns =
        ["year", "reference", "organization", "country", "category", "amount", "currency", "state", "since", "note"];
    let mut file = "\u{feff}".as_bytes().to_vec();
    let mut write = |cells: Vec<String>| record(&mut file, cells.into_iter()).map_err(|_| Failure::Internal);
    write(columns.map(str::to_owned).to_vec())?;
    let mut count = 0_u64;
    for row in &rows {
        let Some(dues) = row.dues.get(&year) else { continue };
        count += 1;
        let country = row.listing.country.as_ref().map(|country| country.code().to_owned());
        write(vec![
            year.clone(),
            row.listing.reference.to_string(),
            row.listing.name.clone(),
            country.unwrap_or_default(),
            row.category.clone().unwrap_or_default(),
            dues.amount.to_string(),
            settings.currency.clone(),
            dues.state.as_str().to_owned(),
            dues.on.to_string(),
            dues.note.clone(),
        ])?;
    }
    tracing::info!(export.count = count, person.hash = visit.staff.person.id.short(), "dues exported");
    let mut response = Response::new(Body::Binary(file));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"dues-{year}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Returns the values of a member's page: its dues, newest first, and what the form offers.
pub(super) fn values(visit: &Visit<'_>, member: &Member) -> Option<Value> {
    let settings = visit.ctx.members.dues.as_ref()?;
    let rows = member.dues.iter().rev().map(|(year, dues)| dues_values(visit, settings, year, dues));
    Some(context! {
        rows => rows.collect::<Vec<_>>(),
        years => years(visit),
        this_year => this_year(visit).to_string(),
        states => DuesState::ALL.map(DuesState::as_str).to_vec(),
        currency => settings.currency.as_str(),
        category => member.category.as_deref().map(|name| category_label(settings, name)),
        amount => of_category(settings, member),
    })
}

fn settings<'a>(visit: &'a Visit<'_>) -> Result<&'a site::Dues, Failure> {
    visit.ctx.members.dues.as_ref().ok_or(Failure::NotFound)
}

fn this_year(visit: &Visit<'_>) -> i32 {
    let date = Date::of(visit.ctx.clock.now()).to_string();
    date.split('-').next().and_then(|year| year.parse().ok()).unwrap_or_default()
}

fn years(visit: &Visit<'_>) -> Vec<String> {
    let now = this_year(visit);
    (now - YEARS..=now + 1).rev().map(|year| year.to_string()).collect()
}

/// Returns the year that a query asks for: this one by default.
fn year(visit: &Visit<'_>) -> Result<String, Failure> {
    let query = visit.query()?;
    match query.value("year") {
        "" => Ok(this_year(visit).to_string()),
        year if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => Ok(year.to_owned()),
        _ => Err(Failure::NotFound),
    }
}

/// Reads the register, by name.
async fn rows(visit: &Visit<'_>) -> Result<Vec<RegisterRow>, PageError> {
    let mut rows = visit.ctx.store.register().await?;
    rows.sort_by(|one, other| one.listing.sort_key().cmp(&other.listing.sort_key()));
    Ok(rows)
}

/// Returns whether money is open, or a member has no invoice yet.
fn is_open(row: &RegisterRow, year: &str) -> bool {
    row.dues.get(year).map_or(row.listing.status.is_member(), |dues| dues.state.is_open())
}

fn of_category(settings: &site::Dues, member: &Member) -> Option<u32> {
    settings.category(member.category.as_deref()?).map(|category| category.amount)
}

fn category_label(settings: &site::Dues, name: &str) -> String {
    settings.category(name).map_or(name, |category| &category.label).to_owned()
}

fn amount(visit: &Visit<'_>, settings: &site::Dues, amount: u64) -> String {
    let digits = words(visit).count(usize::try_from(amount).unwrap_or(usize::MAX));
    format!("{} {digits}", settings.currency)
}

fn row_values(visit: &Visit<'_>, row: &RegisterRow, year: &str) -> Value {
    let settings = visit.ctx.members.dues.as_ref();
    context! {
        reference => row.listing.reference.as_str(),
        name => row.listing.name.as_str(),
        category => settings.zip(row.category.as_deref()).map(|(settings, name)| category_label(settings, name)),
        dues => settings.zip(row.dues.get(year)).map(|(settings, dues)| dues_values(visit, settings, year, dues)),
    }
}

fn dues_values(visit: &Visit<'_>, settings: &site::Dues, year: &str, dues: &Dues) -> Value {
    context! {
        year,
        state => dues.state.as_str(),
        amount => amount(visit, settings, dues.amount.into()),
        on => words(visit).date(&dues.on.to_string()),
        note => dues.note.as_str(),
    }
}
