//! `assets/`: files served as they are, under a name that bears a hash of what they hold.
//!
//! So a browser may keep them for ever: another content is another address.

use crate::content::files;
use crate::model::Asset;
use crate::problem::{Problem, Problems};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// The files that pages refer to.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    /// Public path by name.
    pub(crate) names: BTreeMap<String, String>,
    /// Encoded [`Asset`] by public path.
    pub(crate) records: BTreeMap<String, Vec<u8>>,
}

/// Reads every file below `directory`.
pub(crate) fn read(directory: &Path, problems: &mut Problems) -> Assets {
    let mut assets = Assets::default();
    for file in files(directory, problems) {
        let name = file.strip_prefix(directory).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let Some((stem, extension)) = name.rsplit_once('.') else {
            problems.push(Problem::whole(&file, "an asset needs an extension, such as .svg"));
            continue;
        };
        let Some(media_type) = media_type(extension) else {
            problems.push(Problem::whole(&file, format!("files of the kind .{extension} are not served")));
            continue;
        };
        let record = std::fs::read(&file).map_err(|error| error.to_string()).and_then(|bytes| {
            let tag: String = Sha256::digest(&bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
            let record = record(media_type, &tag, &bytes).map_err(|error| error.to_string())?;
            Ok((format!("/assets/{stem}.{tag}.{extension}"), record))
        });
        match record {
            Ok((path, record)) => {
                assets.names.insert(name, path.clone());
                assets.records.insert(path, record);
            }
            Err(error) => problems.push(Problem::whole(&file, error)),
        }
    }
    if !assets.names.contains_key("site.css") {
        problems.push(Problem::whole(&directory.join("site.css"), "the stylesheet is missing"));
    }
    assets
}

fn record(media_type: &str, tag: &str, bytes: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    // Pictures of these kinds are compressed already.
    let text = media_type.starts_with("text/") || media_type == "image/svg+xml";
    let (gzip, brotli) = if text { (Some(gzip(bytes)?), Some(brotli(bytes)?)) } else { (None, None) };
    let asset = Asset { media_type, tag, bytes, gzip: gzip.as_deref(), brotli: brotli.as_deref() };
    Ok(postcard::to_allocvec(&asset)?)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
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
