//! Reads `assets/`: files that are served unchanged, under a name with a hash of their content, so that browsers may keep
//! them forever.

use crate::compiled::BoxError;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::files::{LARGEST, files, unreadable};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use model::{Asset, Records};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// The files that the program names in pages and in the web manifest, and what they are for.
const NAMED: [(&str, &str); 6] = [
    (STYLES, "the stylesheet"),
    ("mark.svg", "the mark in the header and on the tabs of browsers"),
    ("card.png", "the picture that other sites show with a link, 1200 by 630 pixels"),
    ("icon-180.png", "the icon on Apple's home screens, 180 by 180 pixels"),
    ("icon-192.png", "the icon on other home screens, 192 by 192 pixels"),
    ("icon-512.png", "the large icon, and the logo for search engines, 512 by 512 pixels"),
];

/// The style sheet of a site, which begins with the rules that all sites share.
const STYLES: &str = "site.css";

/// The rules that all sites share.
const RULES: &[u8] = include_bytes!("../../styles/rules.css");

/// A kind of files that are served.
struct Format {
    extension: &'static str,
    name: &'static str,
    media_type: &'static str,
    /// Whether content is of this kind, as far as its beginning tells.
    matches: fn(&[u8]) -> bool,
}

const FORMATS: [Format; 7] = [
    Format {
        extension: "svg",
        name: "SVG",
        media_type: "image/svg+xml",
        matches: |bytes| std::str::from_utf8(bytes).is_ok_and(|text| text.contains("<svg")),
    },
    Format {
        extension: "png",
        name: "PNG",
        media_type: "image/png",
        matches: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    },
    Format {
        extension: "jpg",
        name: "JPEG",
        media_type: "image/jpeg",
        matches: |bytes| bytes.starts_with(b"\xff\xd8\xff"),
    },
    Format {
        extension: "webp",
        name: "WebP",
        media_type: "image/webp",
        matches: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
    },
    Format {
        extension: "ico",
        name: "an icon",
        media_type: "image/x-icon",
        matches: |bytes| bytes.starts_with(b"\0\0\x01\0"),
    },
    Format {
        extension: "pdf",
        name: "PDF",
        media_type: "application/pdf",
        matches: |bytes| bytes.starts_with(b"%PDF-"),
    },
    Format {
        extension: "css",
        name: "text in UTF-8",
        media_type: "text/css; charset=utf-8",
        matches: |bytes| std::str::from_utf8(bytes).is_ok(),
    },
];

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
        match read_one(&file, &name) {
            Ok((path, record)) => {
                assets.names.insert(name, path.clone());
                assets.records.insert(path, record);
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                // Or every page with the file would report that it is missing.
                assets.names.insert(name.clone(), name);
            }
        }
    }
    for (name, purpose) in NAMED {
        let file = directory.join(name);
        if !file.exists() {
            diagnostics.push(Diagnostic::in_file(&file, format!("is missing: it is {purpose}")));
        }
    }
    assets
}

/// Returns whether a file with this name would be served.
pub(crate) fn is_served(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    FORMATS.iter().any(|format| extension == Some(format.extension))
}

/// Returns the public path and the record of a file.
fn read_one(file: &Path, name: &str) -> Result<(String, Vec<u8>), Diagnostic> {
    let is_wrong = |message: String| Diagnostic::in_file(file, message);
    let kinds = || FORMATS.map(|format| format!(".{}", format.extension)).join(", ");
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return Err(is_wrong(format!("an asset needs one of the extensions {}", kinds())));
    };
    let Some(format) = FORMATS.iter().find(|format| format.extension == extension) else {
        return Err(is_wrong(format!("files of the kind .{extension} are not served, only {}", kinds())));
    };
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    if !(format.matches)(&bytes) {
        let real = FORMATS.iter().find(|format| (format.matches)(&bytes) && format.extension != "css");
        let real =
            real.map_or_else(String::new, |real| format!(", but {}: name it {stem}.{}", real.name, real.extension));
        return Err(is_wrong(format!("its content is not {}{real}", format.name)));
    }
    if bytes.len() > LARGEST {
        let advice = "make it smaller, or link to it on another site";
        let message = format!("has {} bytes, but AWS Lambda can send only {LARGEST}: {advice}", bytes.len());
        return Err(is_wrong(message));
    }
    let bytes = if name == STYLES { [RULES, &bytes].concat() } else { bytes };
    let hash: String = Sha256::digest(&bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    let record = record(format.media_type, &hash, &bytes).map_err(|error| is_wrong(error.to_string()))?;
    Ok((format!("/assets/{stem}.{hash}.{extension}"), record))
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
