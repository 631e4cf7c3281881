//! Decodes, turns, colors, resizes and encodes pictures. What was encoded before is read from a cache.

use super::{Encoding, Variant, decoder, unreadable};
use crate::assets::{check_size, record};
use crate::compiled::BoxError;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, Rgb, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use model::Records;
use moxcms::{ColorProfile, Layout, TransformOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The quality of photographs, from 1 to 100.
const QUALITY: u8 = 78;

/// What this process has encoded, by public path: while an author edits, pictures that stay are not encoded again.
static ENCODED: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());

/// Encodes pictures as assets. `cache` is a directory for what was encoded, from one build to the next.
///
/// # Errors
/// When a picture can't be decoded, with its file, or when the cache can't be written.
pub(crate) fn encode_all(variants: &[Variant], cache: Option<&Path>) -> Result<Records, BoxError> {
    if let Some(cache) = cache {
        fs::create_dir_all(cache)?;
    }
    let mut files: BTreeMap<&Path, Vec<&Variant>> = BTreeMap::new();
    for variant in variants {
        files.entry(&variant.file).or_default().push(variant);
    }
    let mut records = Records::new();
    let mut mistakes = Vec::new();
    for (file, mut variants) in files {
        // From the widest, so that each is made from the one before.
        variants.sort_by_key(|variant| std::cmp::Reverse(variant.width));
        match encode_file(file, &variants, cache) {
            Ok(encoded) => {
                for (variant, bytes) in variants.iter().zip(encoded) {
                    let media_type = variant.encoding.media_type();
                    records.insert(variant.path.clone(), record(media_type, &variant.hash, &bytes)?);
                }
            }
            Err(mistake) => mistakes.push(format!("{}: {mistake}", file.display())),
        }
    }
    if let Some(cache) = cache.filter(|_| mistakes.is_empty()) {
        forget_others(cache, variants)?;
    }
    if mistakes.is_empty() { Ok(records) } else { Err(mistakes.join("\n").into()) }
}

fn encode_file(file: &Path, variants: &[&Variant], cache: Option<&Path>) -> Result<Vec<Vec<u8>>, String> {
    let mut picture: Option<DynamicImage> = None;
    let mut all = Vec::new();
    for variant in variants {
        let place = cache.map(|cache| cache.join(name(variant)));
        if let Some(bytes) = recall(variant, place.as_deref()) {
            all.push(bytes);
            continue;
        }
        let larger = match picture.take() {
            Some(larger) => larger,
            None => decode(&fs::read(file).map_err(|error| error.to_string())?)?,
        };
        let resized = resize(larger, variant);
        let bytes = encode(&resized, variant.encoding).map_err(|error| format!("can't be encoded: {error}"))?;
        picture = Some(resized);
        check_size(bytes.len())?;
        if let Some(place) = place {
            fs::write(&place, &bytes).map_err(|error| format!("can't be kept in {}: {error}", place.display()))?;
        }
        ENCODED.lock().unwrap_or_else(PoisonError::into_inner).insert(variant.path.clone(), bytes.clone());
        all.push(bytes);
    }
    Ok(all)
}

/// Returns what was encoded before.
fn recall(variant: &Variant, place: Option<&Path>) -> Option<Vec<u8>> {
    let encoded = ENCODED.lock().unwrap_or_else(PoisonError::into_inner);
    encoded.get(&variant.path).cloned().or_else(|| fs::read(place?).ok())
}

/// Returns the name of a picture in the cache.
fn name(variant: &Variant) -> OsString {
    variant.path.rsplit('/').next().unwrap_or_default().into()
}

/// Deletes pictures from the cache that no page shows any more.
fn forget_others(cache: &Path, variants: &[Variant]) -> std::io::Result<()> {
    let known: BTreeSet<OsString> = variants.iter().map(name).collect();
    let entries = fs::read_dir(cache)?.collect::<Result<Vec<_>, _>>()?;
    let others = entries.iter().filter(|entry| !known.contains(&entry.file_name())).map(fs::DirEntry::path);
    others.collect::<Vec<PathBuf>>().iter().try_for_each(fs::remove_file)
}

/// Decodes a picture, turns it upright, and gives it the colors that it has without its profile.
fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let decode = || {
        let mut decoder = decoder(bytes)?;
        let orientation = decoder.orientation()?;
        let profile = decoder.icc_profile()?;
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        let converted = profile.and_then(|profile| in_srgb(&picture, &profile));
        Ok(converted.unwrap_or(picture))
    };
    decode().map_err(|error: image::ImageError| unreadable(&error))
}

/// Returns a picture in the sRGB colors that browsers assume, because phones take pictures in others. Returns `None`
/// for a profile of other than RGB colors, or one that can't be read: browsers ignore those too.
fn in_srgb(picture: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let layout = if picture.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let options = TransformOptions::default();
    let transform = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options).ok()?;
    let convert = |pixels: &[u8]| {
        let mut converted = vec![0; pixels.len()];
        transform.transform(pixels, &mut converted).ok().map(|()| converted)
    };
    let (width, height) = (picture.width(), picture.height());
    if picture.color().has_alpha() {
        let converted = convert(&picture.to_rgba8())?;
        RgbaImage::from_raw(width, height, converted).map(DynamicImage::ImageRgba8)
    } else {
        let converted = convert(&picture.to_rgb8())?;
        RgbImage::from_raw(width, height, converted).map(DynamicImage::ImageRgb8)
    }
}

/// Makes a picture as small as the variant.
fn resize(picture: DynamicImage, variant: &Variant) -> DynamicImage {
    if (picture.width(), picture.height()) == (variant.width, variant.height) {
        return picture;
    }
    // A camera's picture has many times the pixels: averages of them first, which are quick.
    let twice = (variant.width.saturating_mul(2), variant.height.saturating_mul(2));
    let picture = if picture.width() > twice.0 * 2 { picture.thumbnail_exact(twice.0, twice.1) } else { picture };
    picture.resize_exact(variant.width, variant.height, FilterType::Lanczos3)
}

fn encode(picture: &DynamicImage, encoding: Encoding) -> Result<Vec<u8>, BoxError> {
    let mut bytes = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    match encoding {
        Encoding::Jpeg => {
            let mut encoder = Encoder::new(&mut bytes, QUALITY);
            encoder.set_progressive(true);
            encoder.set_optimized_huffman_tables(true);
            let pixels = on_white(picture);
            encoder.encode(&pixels, u16::try_from(width)?, u16::try_from(height)?, ColorType::Rgb)?;
        }
        Encoding::WebP if picture.color().has_alpha() => {
            let encoder = WebPEncoder::new_lossless(&mut bytes);
            encoder.encode(&picture.to_rgba8(), width, height, ExtendedColorType::Rgba8)?;
        }
        Encoding::WebP => {
            let encoder = WebPEncoder::new_lossless(&mut bytes);
            encoder.encode(&picture.to_rgb8(), width, height, ExtendedColorType::Rgb8)?;
        }
    }
    Ok(bytes)
}

/// Returns the picture without transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let transparent = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = transparent.get_pixel(x, y).0;
        let blend = |color: u8| {
            let mixed = (u16::from(color) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([blend(red), blend(green), blend(blue)])
    })
}
