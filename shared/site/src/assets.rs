//! Reads the files that pages refer to: those in `assets/`, and those beside the pages in `content/`. Each is served under
//! a name with a hash of its content, so that browsers may keep it forever.

mod format;
mod used;

pub(crate) use format::{is_served, unserved};
pub(crate) use used::{Files, LinkedFile};

use crate::compiled::BoxError;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::files::{LARGEST, files, unreadable};
use crate::picture::{self, Picture, Variant};
use crate::styles;
use brotli::enc::BrotliEncoderParams;
use format::{Format, Role};
use libdeflater::{CompressionLvl, Compressor};
use model::{Asset, Records};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The files that the program names in pages and in the web manifest, and what they are for.
const NAMED: [(&str, &str); 6] = [
    (STYLES, "the stylesheet"),
    ("mark.svg", "the mark in the header and on the tabs of browsers"),
    ("card.png", "the picture that other sites show with a link, 1200 by 630 pixels"),
    ("icon-180.png", "the icon on Apple's home screens, 180 by 180 pixels"),
    ("icon-192.png", "the icon on other home screens, 192 by 192 pixels"),
    ("icon-512.png", "the large icon, and the logo for search engines, 512 by 512 pixels"),
];

/// The files that the program names and a site may do without: the icon that browsers ask for by this name, and the drawing in
/// the head of the directory of members.
const OPTIONAL: [&str; 2] = ["favicon.ico", "members.svg"];

/// The style sheet of a site, which begins with the rules that all sites share.
const STYLES: &str = "site.css";

/// The style sheet of forms, which is the same for all sites.
const FORM_STYLES: &str = "forms.css";

/// The directories of files, from the most general.
const ASSETS: &str = "assets";
const CONTENT: &str = "content";

/// The files that pages refer to, by their path in the site, such as `assets/mark.svg`.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    files: BTreeMap<String, File>,
    /// The directory of pages.
    content: PathBuf,
    /// What pages refer to.
    used: RefCell<Used>,
}

/// A file of the site.
#[derive(Debug)]
enum File {
    /// Served unchanged.
    Unchanged(Unchanged),
    /// Encoded anew, in the sizes that pages need.
    Picture(Picture),
    /// Reported already.
    Broken(String),
}

/// A file that is served unchanged.
#[derive(Debug)]
struct Unchanged {
    /// The public path.
    path: String,
    extension: &'static str,
    /// The size of the file.
    bytes: usize,
    /// The size of a drawing, if the file has it, in pixels.
    size: Option<(u32, u32)>,
    /// The encoded [`Asset`].
    record: Vec<u8>,
}

/// What pages refer to.
#[derive(Debug, Default)]
struct Used {
    /// Paths in the site of files that are served unchanged.
    unchanged: BTreeSet<String>,
    /// The sizes of pictures, by public path.
    variants: BTreeMap<String, Variant>,
}

/// The files that a site serves.
#[derive(Debug, Default)]
pub(crate) struct Served {
    /// The public path of each file in `assets/` that is served unchanged, by name.
    pub(crate) names: BTreeMap<String, String>,
    /// Encoded [`Asset`] by public path.
    pub(crate) records: Records,
    /// The pictures, which are not encoded yet.
    pub(crate) variants: Vec<Variant>,
}

/// Reads every file below `assets/` and every file beside a page.
pub(crate) fn read(directory: &Path, diagnostics: &mut Diagnostics) -> Assets {
    let mut assets = Assets { content: directory.join(CONTENT), ..Assets::default() };
    for folder in [ASSETS, CONTENT] {
        let folder = directory.join(folder);
        for file in files(&folder, diagnostics).iter().filter(|file| !is_page(file)) {
            let name = file.strip_prefix(directory).unwrap_or(file).to_string_lossy().replace('\\', "/");
            let format = format_of(&name);
            let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error).message().to_owned());
            let read = format.and_then(|format| File::new(format, file, &name, &bytes?)).unwrap_or_else(|mistake| {
                diagnostics.push(Diagnostic::in_file(file, mistake));
                // Or every page with the file would report that it is missing.
                File::Broken(name.clone())
            });
            assets.files.insert(name, read);
        }
    }
    assets.add_form_styles(directory, diagnostics);
    for (name, purpose) in NAMED {
        let file = directory.join(ASSETS).join(name);
        if !file.exists() {
            diagnostics.push(Diagnostic::in_file(&file, format!("is missing: it is {purpose}")));
        }
    }
    assets
}

/// Returns whether the program names a file of `assets/`.
fn is_named(name: &str) -> bool {
    name == FORM_STYLES || OPTIONAL.contains(&name) || NAMED.iter().any(|(named, _)| *named == name)
}

/// Returns whether a file is a page.
pub(crate) fn is_page(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "md")
}

/// Returns the kind of a file by its path in the site.
fn format_of(name: &str) -> Result<&'static Format, String> {
    let belong = "only pages (.md), pictures and documents belong here";
    match (Format::of(file_name(name)), name.starts_with(CONTENT)) {
        (Ok(format), true) if format.role == Role::Part => Err(belong.to_owned()),
        (Err(mistake), true) => Err(format!("{belong}: {mistake}")),
        (format, _) => format,
    }
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

impl Assets {
    /// Adds the style sheet of forms, which no file of the site may replace.
    fn add_form_styles(&mut self, directory: &Path, diagnostics: &mut Diagnostics) {
        let file = directory.join(ASSETS).join(FORM_STYLES);
        let added =
            Format::of(FORM_STYLES).and_then(|format| Unchanged::new(format, FORM_STYLES, styles::forms().as_bytes()));
        let added = added.map(File::Unchanged).unwrap_or_else(|mistake| {
            diagnostics.push(Diagnostic::in_file(&file, mistake));
            File::Broken(FORM_STYLES.to_owned())
        });
        if self.files.insert(format!("{ASSETS}/{FORM_STYLES}"), added).is_some() {
            let mistake =
                format!("has the name of the program's rules for forms: move yours to {STYLES}, which may change them");
            diagnostics.push(Diagnostic::in_file(&file, mistake));
        }
    }
}

impl File {
    /// Checks the content of a file, whose path in the site is `name`.
    fn new(format: &Format, file: &Path, name: &str, bytes: &[u8]) -> Result<Self, String> {
        format.check(file_name(name), bytes)?;
        let in_assets = name.strip_prefix(ASSETS).and_then(|rest| rest.strip_prefix('/'));
        if format.role == Role::Picture && !in_assets.is_some_and(is_named) {
            return Picture::read(file, bytes).map(Self::Picture);
        }
        check_size(bytes.len())?;
        let sheet = (in_assets == Some(STYLES)).then(|| styles::sheet(&String::from_utf8_lossy(bytes)));
        let bytes = sheet.as_ref().map_or(bytes, String::as_bytes);
        let public = in_assets.map_or_else(|| picture::slug(file_name(name)), str::to_owned);
        Unchanged::new(format, &public, bytes).map(Self::Unchanged)
    }
}

impl Unchanged {
    /// Encodes a file that is served as `public`, a name.
    fn new(format: &Format, public: &str, bytes: &[u8]) -> Result<Self, String> {
        let stem = public.rsplit_once('.').map_or(public, |(stem, _)| stem);
        let hash = hash(&[bytes]);
        let record = record(format.media_type, &hash, bytes).map_err(|error| error.to_string())?;
        let drawing = std::str::from_utf8(bytes).ok().filter(|_| format.role == Role::Drawing);
        Ok(Self {
            path: format!("/assets/{stem}.{hash}.{}", format.extension),
            extension: format.extension,
            bytes: bytes.len(),
            size: drawing.and_then(picture::svg_size),
            record,
        })
    }
}

#[cfg(test)]
impl Assets {
    /// Returns files by their paths in the site.
    pub(crate) fn of(files: &[(&str, &[u8])]) -> Self {
        let file = |(name, bytes): &(&str, &[u8])| {
            let format = format_of(name).unwrap();
            ((*name).to_owned(), File::new(format, Path::new(name), name, bytes).unwrap())
        };
        Self { files: files.iter().map(file).collect(), content: CONTENT.into(), used: RefCell::default() }
    }
}

/// Checks that AWS Lambda can send a file.
pub(crate) fn check_size(bytes: usize) -> Result<(), String> {
    if bytes <= LARGEST {
        return Ok(());
    }
    let advice = "make it smaller, or link to it on another site";
    Err(format!("has {bytes} bytes, but AWS Lambda can send only {LARGEST}: {advice}"))
}

/// Returns the beginning of a SHA-256 hash, for names.
pub(crate) fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// Encodes an [`Asset`].
pub(crate) fn record(media_type: &str, hash: &str, bytes: &[u8]) -> Result<Vec<u8>, BoxError> {
    // The other media types are compressed already. A drawing is small, so the few clients without Brotli get it as it is.
    let is_text = media_type.starts_with("text/");
    let gzip = if is_text { Some(gzip(bytes)?) } else { None };
    let brotli = if is_text || media_type == "image/svg+xml" { Some(brotli(bytes)?) } else { None };
    let asset = Asset { media_type, hash, bytes, gzip: gzip.as_deref(), brotli: brotli.as_deref() };
    Ok(postcard::to_allocvec(&asset)?)
}

/// Compresses with gzip (RFC 1952).
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>, BoxError> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut compressed = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut compressed)?;
    compressed.truncate(length);
    Ok(compressed)
}

fn brotli(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &BrotliEncoderParams { quality: 11, ..Default::default() })?;
    Ok(compressed)
}
