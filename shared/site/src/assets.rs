//! Reads `assets/`: files that are served unchanged, under a name with a hash of their content, so that browsers may keep
//! them forever.

use crate::compiled::BoxError;
use crate::content::files;
use crate::diagnostic::{Diagnostic, Diagnostics};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use model::{Asset, Records};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// The files that pages refer to.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    /// Public path by file name.
    pub(crate) names: BTreeMap<String, String>,
    /// Encoded [`Asset`] by public path.
    pub(crate) records: Records,
}

/// Reads every file below `directory`.
pub(crate) fn read(directory: &Path, diagnostics: &mut Diagnostics) -> Assets {
    let mut assets = Assets::default();
    for file in files(directory, diagnostics) {
        let name = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let Some((stem, extension)) = name.rsplit_once('.') else {
            diagnostics.push(Diagnostic::in_file(&file, "an asset needs an extension, such as .svg"));
            continue;
        };
        let Some(media_type) = media_type(extension) else {
            diagnostics.push(Diagnostic::in_file(&file, format!("files of the kind .{extension} are not served")));
            continue;
        };
        let record = std::fs::read(&file).map_err(|error| error.to_string()).and_then(|bytes| {
            let hash: String = Sha256::digest(&bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
            let record = record(media_type, &hash, &bytes).map_err(|error| error.to_string())?;
            Ok((format!("/assets/{stem}.{hash}.{extension}"), record))
        });
        match record {
            Ok((path, record)) => {
                assets.names.insert(name, path.clone());
                assets.records.insert(path, record);
            }
            Err(error) => diagnostics.push(Diagnostic::in_file(&file, error)),
        }
    }
    if !assets.names.contains_key("site.css") {
        diagnostics.push(Diagnostic::in_file(&directory.join("site.css"), "the stylesheet is missing"));
    }
    assets
}

fn record(media_type: &str, hash: &str, bytes: &[u8]) -> Result<Vec<u8>, BoxError> {
    // The other media types are compressed already.
    let is_text = media_type.starts_with("text/") || media_type == "image/svg+xml";
    let (gzip, brotli) = if is_text { (Some(gzip(bytes)?), Some(brotli(bytes)?)) } else { (None, None) };
    let asset = Asset { media_type, hash, bytes, gzip: gzip.as_deref(), brotli: brotli.as_deref() };
    Ok(postcard::to_allocvec(&asset)?)
}

/// Compresses with gzip at the highest level.
pub(crate) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &BrotliEncoderParams { quality: 11, ..Default::default() })?;
    Ok(compressed)
}

fn media_type(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        _ => return None,
    })
}
