//! Serves static files.

use crate::Pages;
use crate::page_request::PageRequest;
use crate::routes::Outcome;
use lambda_http::{Body, Response};
use shared::failure::Failure;
use shared::negotiation::ContentCoding;
use shared::rendered_body::finish;
use shared::response;
use shared::site::Asset;

/// Serves a file under its public path, which changes with the content.
pub(crate) fn file(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let asset = pages.content.asset(&request.path);
    asset.map(|asset| serve(&asset, request, "public, max-age=31536000, immutable")).transpose()
}

/// Serves the icon that browsers request even if the page has no link to it.
pub(crate) fn favicon(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let asset = pages.renderer.asset("favicon.ico").and_then(|path| pages.content.asset(path));
    asset.map(|asset| serve(&asset, request, "public, max-age=86400")).transpose()
}

fn serve(asset: &Asset<'_>, request: &PageRequest<'_>, cache_control: &str) -> Result<Response<Body>, Failure> {
    let brotli = asset.brotli.map(|_| ContentCoding::Brotli);
    let gzip = asset.gzip.map(|_| ContentCoding::Gzip);
    let offered: Vec<_> = brotli.into_iter().chain(gzip).chain([ContentCoding::Identity]).collect();
    let coding = ContentCoding::choose(request.headers, &offered);
    let bytes = match coding {
        ContentCoding::Brotli => asset.brotli,
        ContentCoding::Gzip => asset.gzip,
        ContentCoding::Identity => None,
    };
    let response = response::asset(asset.media_type, Vec::new());
    finish(response, request.headers, asset.hash, coding, cache_control, || {
        Ok(Body::Binary(bytes.unwrap_or(asset.bytes).to_vec()))
    })
}
