//! Pictures of pixels: each is encoded anew in a few widths, without what cameras write into it.

mod encode;

pub(crate) use encode::encode_all;

use crate::assets::hash;
use image::{ImageDecoder, ImageReader, Limits};
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// The widths in which a picture is served, in pixels. The text is 672 pixels wide at most, and screens have one to three
/// pixels for each of those.
const WIDTHS: [u32; 3] = [480, 960, 1440];
/// The width of the picture to which a page links.
const FULL: u32 = 2560;
/// The width of the picture that other sites show with a link.
pub(crate) const TO_SHARE: u32 = 1200;
/// The least width of such a picture.
pub(crate) const NARROWEST_TO_SHARE: u32 = 600;
/// The most pixels of a picture: more than cameras have.
const MOST_PIXELS: u64 = 64_000_000;
/// Changes the names of all pictures. Change it with what is made of them.
const RECIPE: &[u8] = b"1";

/// A picture in a file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    file: PathBuf,
    /// The name without extension, for public paths.
    stem: String,
    hash: String,
    /// In pixels, upright.
    pub(crate) width: u32,
    height: u32,
    /// The sizes in which pages show it, from the narrowest.
    pub(crate) variants: Vec<Variant>,
    /// The size to which pages link.
    pub(crate) full: Variant,
}

/// A picture in one size and encoding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Variant {
    file: PathBuf,
    /// The public path.
    pub(crate) path: String,
    hash: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) encoding: Encoding,
}

/// How a picture is encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Photographs.
    #[default]
    Jpeg,
    /// Drawings and what is transparent, without loss.
    WebP,
}

impl Encoding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

impl Picture {
    /// Reads the beginning of a picture, without its pixels.
    ///
    /// # Errors
    /// The mistake, if the picture can't be read or is too large.
    pub(crate) fn read(file: &Path, bytes: &[u8]) -> Result<Self, String> {
        let mut decoder = decoder(bytes).map_err(|error| unreadable(&error))?;
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        if pixels > MOST_PIXELS {
            return Err(format!("has {width} × {height} pixels, more than {MOST_PIXELS}: make it smaller"));
        }
        let orientation = decoder.orientation().map_err(|error| unreadable(&error))?;
        let is_turned = orientation.to_exif() > 4;
        let (width, height) = if is_turned { (height, width) } else { (width, height) };
        let is_drawing = !bytes.starts_with(b"\xff\xd8") && (bytes.len() as u64) < pixels;
        let encoding = if is_drawing || decoder.color_type().has_alpha() { Encoding::WebP } else { Encoding::Jpeg };
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let mut picture = Self {
            file: file.to_owned(),
            stem: slug(&stem),
            hash: hash(&[RECIPE, bytes]),
            width,
            height,
            variants: Vec::new(),
            full: Variant::default(),
        };
        picture.variants = widths(width).into_iter().map(|width| picture.variant(width, encoding)).collect();
        picture.full = picture.variant(width.min(FULL), encoding);
        Ok(picture)
    }

    /// Returns the picture in a width that is not more than its own.
    pub(crate) fn variant(&self, width: u32, encoding: Encoding) -> Variant {
        let Self { file, stem, hash, .. } = self;
        let height = u64::from(self.height) * u64::from(width) / u64::from(self.width.max(1));
        Variant {
            file: file.clone(),
            path: format!("/assets/{stem}-{width}.{hash}.{}", encoding.extension()),
            hash: hash.clone(),
            width,
            height: u32::try_from(height).unwrap_or(u32::MAX).max(1),
            encoding,
        }
    }
}

/// Returns the widths for a picture: never wider than itself, and none that is almost as wide.
fn widths(own: u32) -> Vec<u32> {
    let largest = own.min(WIDTHS.into_iter().max().unwrap_or(own));
    let narrower = WIDTHS.into_iter().filter(|width| u64::from(*width) * 5 < u64::from(largest) * 4);
    narrower.chain([largest]).collect()
}

fn decoder(bytes: &[u8]) -> image::ImageResult<impl ImageDecoder + '_> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    reader.into_decoder()
}

fn unreadable(error: &image::ImageError) -> String {
    format!("can't be read as a picture: {error}. Save it again as .jpg or .png")
}

/// Returns a file name for an address: lower-case letters and digits, with hyphens between words.
pub(crate) fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { ' ' };
    let slug = name.chars().map(plain).collect::<String>().split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "picture".to_owned() } else { slug }
}

/// Returns width and height of an SVG drawing, in pixels.
pub(crate) fn svg_size(text: &str) -> Option<(u32, u32)> {
    let (_, tag) = text.split_once("<svg")?;
    let tag = tag.split('>').next()?;
    let attribute = |name: &str| tag.split_once(&format!(" {name}=\""))?.1.split('"').next();
    let number = |text: &str| text.trim_end_matches("px").parse::<f64>().ok().filter(|size| (1.0..1e6).contains(size));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    let pixels = |size: f64| size.round() as u32;
    let own = attribute("width").and_then(number).zip(attribute("height").and_then(number));
    let from_box = || {
        let mut sides = attribute("viewBox")?.split([' ', ',']).filter(|side| !side.is_empty()).skip(2);
        sides.next().and_then(number).zip(sides.next().and_then(number))
    };
    own.or_else(from_box).map(|(width, height)| (pixels(width), pixels(height)))
}

#[cfg(test)]
mod tests;
