//! The kinds of files that are served.

/// A kind of files that are served.
#[derive(Debug)]
pub(crate) struct Format {
    pub(crate) extension: &'static str,
    name: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) role: Role,
    /// Whether content is of this kind, as far as its beginning tells.
    matches: fn(&[u8]) -> bool,
}

/// What a kind of files is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A picture of pixels, which is encoded anew.
    Picture,
    /// A drawing, which is shown as it is.
    Drawing,
    /// A document, to which pages link.
    Document,
    /// A part of the program's own pages.
    Part,
}

/// Office documents and archives are all ZIP files.
fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'))
}

fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff")
}

static FORMATS: [Format; 14] = [
    Format {
        extension: "svg",
        name: "SVG",
        media_type: "image/svg+xml",
        role: Role::Drawing,
        matches: |bytes| std::str::from_utf8(bytes).is_ok_and(|text| text.contains("<svg")),
    },
    Format {
        extension: "png",
        name: "PNG",
        media_type: "image/png",
        role: Role::Picture,
        matches: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    },
    Format { extension: "jpg", name: "JPEG", media_type: "image/jpeg", role: Role::Picture, matches: is_jpeg },
    Format { extension: "jpeg", name: "JPEG", media_type: "image/jpeg", role: Role::Picture, matches: is_jpeg },
    Format {
        extension: "webp",
        name: "WebP",
        media_type: "image/webp",
        role: Role::Picture,
        matches: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
    },
    Format {
        extension: "ico",
        name: "an icon",
        media_type: "image/x-icon",
        role: Role::Part,
        matches: |bytes| bytes.starts_with(b"\0\0\x01\0"),
    },
    Format {
        extension: "pdf",
        name: "PDF",
        media_type: "application/pdf",
        role: Role::Document,
        matches: |bytes| bytes.starts_with(b"%PDF-"),
    },
    Format {
        extension: "docx",
        name: "a Word document",
        media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        role: Role::Document,
        matches: is_zip,
    },
    Format {
        extension: "xlsx",
        name: "an Excel workbook",
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        role: Role::Document,
        matches: is_zip,
    },
    Format {
        extension: "pptx",
        name: "a PowerPoint presentation",
        media_type: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        role: Role::Document,
        matches: is_zip,
    },
    Format {
        extension: "zip",
        name: "a ZIP archive",
        media_type: "application/zip",
        role: Role::Document,
        matches: is_zip,
    },
    Format {
        extension: "csv",
        name: "text in UTF-8",
        media_type: "text/csv; charset=utf-8",
        role: Role::Document,
        matches: is_text,
    },
    Format {
        extension: "txt",
        name: "text in UTF-8",
        media_type: "text/plain; charset=utf-8",
        role: Role::Document,
        matches: is_text,
    },
    Format {
        extension: "css",
        name: "text in UTF-8",
        media_type: "text/css; charset=utf-8",
        role: Role::Part,
        matches: is_text,
    },
];

/// Kinds that people have but pages don't show, and what to save such a file as.
const OTHERS: [(&[&str], &str); 4] = [
    (&["avif", "bmp", "gif", "heic", "heif", "tif", "tiff"], "save it as .jpg or .png"),
    (&["doc", "odt", "pages", "rtf"], "save it as .pdf or .docx"),
    (&["ods", "xls"], "save it as .xlsx or .csv"),
    (&["mov", "mp4", "webm"], "put it on a site for videos, and link to it with :::video"),
];

impl Format {
    /// Returns the kind of a file by its name.
    ///
    /// # Errors
    /// The mistake, if files with such a name are not served.
    pub(crate) fn of(name: &str) -> Result<&'static Self, String> {
        let Some((_, extension)) = name.rsplit_once('.') else {
            return Err(format!("a file needs one of the extensions {}", extensions()));
        };
        // Cameras write `.JPG`.
        let found = FORMATS.iter().find(|format| {
            format.extension == extension
                || format.role == Role::Picture && extension.eq_ignore_ascii_case(format.extension)
        });
        found.ok_or_else(|| {
            let advice = OTHERS.iter().find(|(others, _)| others.iter().any(|it| extension.eq_ignore_ascii_case(it)));
            let advice = advice.map_or_else(|| format!("only {}", extensions()), |(_, advice)| (*advice).to_owned());
            format!("files of the kind .{extension} are not served: {advice}")
        })
    }

    /// Checks that the content of the file with this name is of this kind.
    ///
    /// # Errors
    /// The mistake, and how to name the file instead.
    pub(crate) fn check(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        if (self.matches)(bytes) {
            return Ok(());
        }
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // Most text could be anything, and so could a ZIP file.
        let is_clear = |format: &&Self| !format.media_type.starts_with("text/") && !is_zip(bytes);
        let real = FORMATS.iter().filter(is_clear).find(|format| (format.matches)(bytes));
        let real = real.map(|real| format!(", but {}: name it {stem}.{}", real.name, real.extension));
        Err(format!("its content is not {}{}", self.name, real.unwrap_or_default()))
    }
}

/// Returns whether a file with this name would be served.
pub(crate) fn is_served(name: &str) -> bool {
    Format::of(name).is_ok()
}

/// Returns why a file with this name is not served, if it looks like the name of a file.
pub(crate) fn unserved(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_file = !stem.is_empty() && (2..5).contains(&extension.len()) && extension != "md" && extension != "html";
    let mistake = Format::of(name).err()?;
    let is_file = is_file && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_file.then(|| format!("{mistake}. An address on another site begins with https://"))
}

fn extensions() -> String {
    FORMATS.iter().map(|format| format!(".{}", format.extension)).collect::<Vec<_>>().join(", ")
}
