use super::*;
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::fs;
use std::path::PathBuf;

/// What a camera writes into a picture: an EXIF segment that says how to turn it.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

/// A photograph of 40 by 20 pixels, red on the left and blue on the right, with these dimensions multiplied.
fn photograph(times: u32, orientation: u8) -> Vec<u8> {
    let (width, height) = (40 * times, 20 * times);
    let pixels =
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.add_app_segment(1, exif(orientation)).unwrap();
    let (width, height) = (u16::try_from(width).unwrap(), u16::try_from(height).unwrap());
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// A file in a directory of its own, which is deleted afterwards.
struct Place(PathBuf);

impl Place {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let directory = std::env::temp_dir().join(format!("pictures-{}-{name}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("photo.jpg"), bytes).unwrap();
        Self(directory)
    }

    fn file(&self) -> PathBuf {
        self.0.join("photo.jpg")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Returns the encoded picture in its records.
fn decoded(records: &model::Records, variant: &Variant) -> (Vec<u8>, DynamicImage) {
    let asset: model::Asset<'_> = postcard::from_bytes(&records[&variant.path]).unwrap();
    assert_eq!(asset.media_type, variant.encoding.media_type());
    (asset.bytes.to_vec(), image::load_from_memory(asset.bytes).unwrap())
}

#[test]
fn no_picture_is_enlarged() {
    assert_eq!(widths(300), [300]);
    assert_eq!(widths(480), [480]);
    assert_eq!(widths(500), [500], "almost as wide");
    assert_eq!(widths(1000), [480, 1000]);
    assert_eq!(widths(1440), [480, 960, 1440]);
    assert_eq!(widths(6000), [480, 960, 1440]);
}

#[test]
fn photographs_are_turned_upright_without_what_the_camera_wrote() {
    let bytes = photograph(50, 6);
    assert!(bytes.windows(4).any(|window| window == b"Exif"));
    let place = Place::new("turned", &bytes);
    let picture = Picture::read(&place.file(), &bytes).unwrap();
    assert_eq!((picture.width, picture.height), (1000, 2000));
    let records = encode_all(&picture.variants, None).unwrap();
    assert_eq!(picture.variants.iter().map(|variant| variant.width).collect::<Vec<_>>(), [480, 1000]);
    for variant in &picture.variants {
        let (encoded, upright) = decoded(&records, variant);
        assert_eq!(upright.dimensions(), (variant.width, variant.height));
        // Turned clockwise, the left side is the top.
        let [top, bottom] = [1, variant.height - 2].map(|y| upright.get_pixel(variant.width / 2, y).0);
        assert!(top[0] > 200 && top[2] < 60 && bottom[2] > 200 && bottom[0] < 60, "{top:?} {bottom:?}");
        assert!(!encoded.windows(4).any(|window| window == b"Exif"));
    }
}

#[test]
fn colors_look_the_same_without_their_profile() {
    let pixels = RgbImage::from_pixel(40, 20, Rgb([220, 60, 60]));
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    encoder.add_icc_profile(&moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.encode(&pixels, 40, 20, jpeg_encoder::ColorType::Rgb).unwrap();
    let place = Place::new("colors", &bytes);
    let picture = Picture::read(&place.file(), &bytes).unwrap();
    let records = encode_all(&picture.variants, None).unwrap();
    let [red, green, _, _] = decoded(&records, &picture.variants[0]).1.get_pixel(20, 10).0;
    // The red of a phone's picture is beyond that of sRGB.
    assert!(red > 232 && green < 52, "{red} {green}");
}

#[test]
fn what_is_transparent_stays_so_except_where_other_sites_show_it() {
    let transparent = RgbaImage::from_pixel(700, 10, Rgba([0, 0, 0, 0]));
    let mut bytes = Vec::new();
    transparent.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    let place = Place::new("transparent", &bytes);
    let picture = Picture::read(&place.file(), &bytes).unwrap();
    assert_eq!(picture.full.encoding, Encoding::WebP);
    let shared = picture.variant(picture.width, Encoding::Jpeg);
    let records = encode_all(&[picture.full.clone(), shared.clone()], None).unwrap();
    assert_eq!(decoded(&records, &picture.full).1.get_pixel(5, 5).0[3], 0);
    assert!(decoded(&records, &shared).1.get_pixel(5, 5).0[0] > 250);
}

#[test]
fn drawings_are_encoded_without_loss() {
    let drawing =
        RgbImage::from_fn(200, 100, |x, y| if (x / 7 + y / 5) % 2 == 0 { Rgb([10, 20, 30]) } else { Rgb([255; 3]) });
    let mut bytes = Vec::new();
    drawing.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    let place = Place::new("drawing", &bytes);
    let picture = Picture::read(&place.file(), &bytes).unwrap();
    let records = encode_all(&picture.variants, None).unwrap();
    assert_eq!(decoded(&records, &picture.variants[0]).1.to_rgb8(), drawing);
}

#[test]
fn what_was_encoded_is_kept_from_one_build_to_the_next() {
    let bytes = photograph(13, 1);
    let place = Place::new("kept", &bytes);
    let cache = place.0.join("cache");
    let picture = Picture::read(&place.file(), &bytes).unwrap();
    encode_all(&picture.variants, Some(&cache)).unwrap();
    let names = || fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(names().len(), picture.variants.len());
    // Without its file, only the cache has it.
    fs::remove_file(place.file()).unwrap();
    let records = encode_all(&picture.variants, Some(&cache)).unwrap();
    assert_eq!(records.len(), picture.variants.len());
    encode_all(&[], Some(&cache)).unwrap();
    assert_eq!(names().len(), 0);
}

#[test]
fn a_broken_picture_is_reported_with_its_file() {
    let mut bytes = Vec::new();
    RgbImage::new(90, 90).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes.truncate(bytes.len() / 2);
    let place = Place::new("broken", &bytes);
    let picture = Picture::read(&place.file(), &bytes).unwrap();
    let mistake = encode_all(&[picture.full], None).unwrap_err().to_string();
    assert!(mistake.contains("photo.jpg: can't be read as a picture: "), "{mistake}");
    assert!(Picture::read(&place.file(), b"\xff\xd8\xff").unwrap_err().starts_with("can't be read as a picture: "));
}

#[test]
fn huge_pictures_are_refused() {
    let mut png = Vec::new();
    RgbImage::new(1, 1).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    // The header's dimensions, with the checksum that they need.
    png.splice(16..24, [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let mut sum = flate2::Crc::new();
    sum.update(&png[12..29]);
    png.splice(29..33, sum.sum().to_be_bytes());
    let mistake = Picture::read(Path::new("huge.png"), &png).unwrap_err();
    assert_eq!(mistake, "has 30000 × 30000 pixels, more than 64000000: make it smaller");
}

#[test]
fn drawings_tell_their_size() {
    assert_eq!(svg_size("<?xml?><svg viewBox=\"0 0 640 250.4\">"), Some((640, 250)));
    assert_eq!(svg_size("<svg width=\"12px\" height=\"10\" viewBox=\"0 0 1 1\">"), Some((12, 10)));
    assert_eq!(svg_size("<svg width=\"100%\" height=\"100%\">"), None);
}
