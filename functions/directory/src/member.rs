//! The page of one member.

use crate::view::{logo, path};
use crate::{Directory, MAX_AGE};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::member::directory::DirectoryRow;
use shared::member::{PublicEntry, Slug};
use shared::response;
use shared::site::initials;
use store::Address;

/// Shows a member, or leads on from an earlier address.
pub(crate) async fn show(directory: &Directory, request: &Request, slug: &str) -> Result<Response<Body>, Failure> {
    let slug: Slug = slug.parse().map_err(|_| Failure::NotFound)?;
    match directory.store.address(&slug).await.map_err(|error| error.failure())? {
        Some(Address::Member(entry)) if entry.listing.is_public(directory.clock.now()) => {
            page(directory, request, &entry)
        }
        Some(Address::Moved(slug)) => Ok(response::moved_permanently(&path(slug.as_str()), MAX_AGE)),
        Some(Address::Member(_)) | None => Err(Failure::NotFound),
    }
}

fn page(directory: &Directory, request: &Request, entry: &PublicEntry) -> Result<Response<Body>, Failure> {
    let (listing, row) = (&entry.listing, DirectoryRow::from(&entry.listing));
    let website = listing.website.as_ref().map(shared::applicant::Website::as_str);
    let values = context! {
        path => path(&row.slug),
        origin => directory.origin(request),
        name => row.name.as_str(),
        initials => initials(&row.name),
        logo => row.logo.as_ref().map(logo),
        facts => directory.labels().linked_facts(&row.filters),
        joined_on => row.joined_on.as_str(),
        joined_words => directory.words().date(&row.joined_on),
        website => website.map(str::to_owned),
        host => listing.website.as_ref().map(|website| host(&website.readable())),
        description => entry.description.as_str(),
        paragraphs => paragraphs(&entry.description),
    };
    directory.page(request, "directory_member.html", values)
}

/// Returns a website's address as people say it.
fn host(website: &str) -> String {
    let address = website.trim_start_matches("https://").trim_start_matches("http://");
    address.trim_end_matches('/').to_owned()
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).map(str::to_owned).collect()
}
