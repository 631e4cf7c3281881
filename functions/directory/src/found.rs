//! The members whose names have the words of a search: a line that the search page shows in a frame, because `pages` has no
//! table ([decision 12](../../../docs/decisions/0012-members-on-the-home-page-are-a-frame.md)).

use crate::query::{address, read};
use crate::view::path;
use crate::{Directory, frame};
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::failure::Failure;
use shared::member::directory::NameWords;

/// The most members to name.
const MOST: usize = 3;
/// The most characters of their names together, so that two lines of a phone hold them. The first is shown whatever its
/// length.
const WIDTH: usize = 60;

/// Shows the line.
pub(crate) async fn show(directory: &Directory, request: &Request) -> Result<Response<Body>, Failure> {
    let query = read(request, &[]);
    let summary = directory.summary().await?;
    let rows = if summary.names.len() == summary.total {
        Vec::new()
    } else {
        directory.store.directory_rows().await.map_err(|error| error.failure())?
    };
    let all =
        summary.names.iter().map(|(slug, name)| (slug, name)).chain(rows.iter().map(|row| (&row.slug, &row.name)));
    let words = NameWords::of(&query.words);
    let found: Vec<_> = all.filter(|(_, name)| words.are_in(name)).collect();
    let mut width = 0;
    let fits = found.iter().take(MOST).take_while(|(_, name)| {
        let is_first = width == 0;
        width += name.chars().count();
        is_first || width <= WIDTH
    });
    let names: Vec<_> = fits.map(|(slug, name)| context! { path => path(slug), name => name.as_str() }).collect();
    let more = found.len() - names.len();
    frame::page(directory, request, "members_found.html", context! { names, more, all => address(&query) })
}
