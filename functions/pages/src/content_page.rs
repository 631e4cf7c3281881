//! Pages that were rendered and compressed when the site was compiled.

use crate::Pages;
use crate::page_request::PageRequest;
use crate::routes::Outcome;
use flate2::read::GzDecoder;
use lambda_http::Body;
use lambda_http::http::StatusCode;
use shared::failure::Failure;
use shared::negotiation::ContentCoding;
use shared::rendered_body::finish;
use shared::response::{self, Audience};
use shared::site::Entry;
use std::io::Read;

/// Serves a finished page, decompressed for clients that don't accept gzip.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let Some(Entry::Rendered(page)) = pages.content.entry(&request.path) else { return Ok(None) };
    if !page.visibility.contains(request.now()) {
        return Ok(None);
    }
    let number = page.rendering_at(request.now());
    let rendering = number.and_then(|number| pages.content.rendering(number)).ok_or_else(broken)?;
    let coding = ContentCoding::choose(request.headers, &[ContentCoding::Gzip, ContentCoding::Identity]);
    let response = response::html(StatusCode::OK, String::new(), Audience::Everyone);
    let cache_control = response::cache_control(pages.max_age(request));
    let body = || match coding {
        ContentCoding::Gzip => Ok(Body::Binary(rendering.gzip.to_vec())),
        _ => decompress(rendering.gzip).map(Body::Text),
    };
    finish(response, request.headers, rendering.hash, coding, &cache_control, body).map(Some)
}

fn decompress(gzip: &[u8]) -> Result<String, Failure> {
    let mut html = String::new();
    GzDecoder::new(gzip).read_to_string(&mut html).map_err(|_| broken())?;
    Ok(html)
}

fn broken() -> Failure {
    tracing::error!("compiled page can't be read");
    Failure::Internal
}
