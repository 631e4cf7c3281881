//! Makes a logo of a picture that somebody uploads: a PNG or a JPEG, small enough for a page, without anything else that
//! was in the file.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use shared::member::{Logo, LogoId};
use std::io::Cursor;
use store::Picture;

/// The largest file that is taken, in bytes.
pub(crate) const LARGEST: usize = 200 * 1024;
/// The most pixels of a side of the picture that is taken.
const MOST_PIXELS: u32 = 4_096;
/// The most bytes that decoding may take.
const MOST_MEMORY: u64 = 80 * 1024 * 1024;
/// The sides of the boxes that the logo is made to fit, in pixels: the first one with which it is small enough.
const BOXES: [u32; 3] = [480, 240, 120];
/// The quality of a JPEG.
const QUALITY: u8 = 85;

/// Why a picture is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogoError {
    /// There is no file.
    Missing,
    /// The file is larger than [`LARGEST`].
    TooLarge,
    /// It is no PNG, JPEG or WebP. An SVG can hold scripts and links, so it is none of them.
    Format,
    /// It is damaged, or has too many pixels.
    Unreadable,
}

impl LogoError {
    /// Returns the key of the words for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLarge => "too_large",
            Self::Format => "format",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Decodes a file, and encodes what is seen of it anew.
///
/// # Errors
/// When it is not taken.
pub(crate) fn make(file: &[u8]) -> Result<(Logo, Picture), LogoError> {
    if file.is_empty() {
        return Err(LogoError::Missing);
    }
    if file.len() > LARGEST {
        return Err(LogoError::TooLarge);
    }
    let format = image::guess_format(file).map_err(|_| LogoError::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(LogoError::Format);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| LogoError::Unreadable)?;
    for side in BOXES {
        let is_larger = picture.width() > side || picture.height() > side;
        let fitting = if is_larger { picture.thumbnail(side, side) } else { picture.clone() };
        let (media_type, content) = encode(&fitting).map_err(|_| LogoError::Unreadable)?;
        if content.len() <= LARGEST {
            let logo = Logo { id: LogoId::of(&content), width: fitting.width(), height: fitting.height() };
            return Ok((logo, Picture { media_type: media_type.to_owned(), content }));
        }
    }
    Err(LogoError::Unreadable)
}

/// Encodes a picture as PNG if any of it is transparent, and as JPEG otherwise.
fn encode(picture: &DynamicImage) -> Result<(&'static str, Vec<u8>), image::ImageError> {
    let mut content = Vec::new();
    let pixels = picture.to_rgba8();
    if pixels.pixels().any(|pixel| pixel.0.last() != Some(&u8::MAX)) {
        pixels.write_to(&mut Cursor::new(&mut content), ImageFormat::Png)?;
        return Ok(("image/png", content));
    }
    JpegEncoder::new_with_quality(&mut content, QUALITY).encode_image(&picture.to_rgb8())?;
    Ok(("image/jpeg", content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    fn file(width: u32, height: u32, alpha: u8, format: ImageFormat) -> Vec<u8> {
        let byte = |number: u32| number.to_le_bytes()[0];
        let color = |x: u32, y: u32| Rgba([byte(x), byte(y), 7, alpha]);
        let picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, color));
        let picture = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(picture.to_rgb8()) } else { picture };
        let mut content = Cursor::new(Vec::new());
        picture.write_to(&mut content, format).unwrap();
        content.into_inner()
    }

    #[test]
    fn each_format_becomes_a_picture_of_ours() {
        for (format, alpha, media_type) in [
            (ImageFormat::Png, 255, "image/jpeg"),
            (ImageFormat::Png, 100, "image/png"),
            (ImageFormat::Jpeg, 255, "image/jpeg"),
            (ImageFormat::WebP, 100, "image/png"),
        ] {
            let (logo, picture) = make(&file(300, 100, alpha, format)).unwrap();
            assert_eq!((logo.width, logo.height, picture.media_type.as_str()), (300, 100, media_type), "{format:?}");
            assert_eq!(logo.id, LogoId::of(&picture.content));
        }
    }

    #[test]
    fn a_large_picture_is_scaled_down() {
        let (logo, picture) = make(&file(1_000, 500, 255, ImageFormat::Jpeg)).unwrap();
        assert_eq!((logo.width, logo.height), (480, 240));
        assert!(picture.content.len() <= LARGEST);
    }

    #[test]
    fn what_was_hidden_in_the_file_is_gone() {
        let mut hidden = file(10, 10, 255, ImageFormat::Png);
        hidden.extend(b"<script>alert(1)</script>");
        let (_, picture) = make(&hidden).unwrap();
        assert!(!picture.content.windows(8).any(|window| window == b"<script>"));
    }

    #[test]
    fn anything_else_is_not_taken() {
        let good = file(10, 10, 255, ImageFormat::Png);
        let mut bomb = good.clone();
        // The width and the height in the header.
        bomb.splice(16..24, [0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        for (file, error) in [
            (Vec::new(), LogoError::Missing),
            (vec![0; LARGEST + 1], LogoError::TooLarge),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), LogoError::Format),
            (b"GIF89a".to_vec(), LogoError::Format),
            (b"hello".to_vec(), LogoError::Format),
            (good[..good.len() / 2].to_vec(), LogoError::Unreadable),
            (bomb, LogoError::Unreadable),
        ] {
            assert_eq!(make(&file).err(), Some(error), "{}", file.len());
        }
    }
}
