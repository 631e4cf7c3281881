//! Logos of members.

use super::register::{join, path};
use crate::staff::desk::Desk;
use crate::support::start;
use crate::support::store::store;
use crate::support::time::Time;
use crate::support::{Wiring, options};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use shared::clock::Clock;
use shared::staff::Role::Reviewer;
use std::io::Cursor;

/// Returns a picture of one color, partly transparent.
fn picture(color: u8, format: ImageFormat) -> Vec<u8> {
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_pixel(60, 30, Rgba([color, 0, 0, 200])));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

#[tokio::test]
async fn a_logo_is_shown_where_the_initials_were() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) = Wiring { clock: time.clock(), ..Wiring::default() }.start(options()).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let page = desk.open(&path(&reference)).await;
    for _ in 0..2 {
        let saved = desk.upload(&page, "logo", &picture(9, ImageFormat::WebP)).await;
        assert_eq!(saved.location(), path(&reference), "a second click too");
    }
    let late = desk.upload(&page, "logo", &picture(99, ImageFormat::Png)).await;
    assert_eq!(late.status, 409, "somebody set another logo since");
    let page = desk.open(&path(&reference)).await;
    let address = page.attribute("img.logo", "src");
    assert!(page.text(".history").contains("Edited: logo"), "{}", page.text(".history"));

    let logo = visitor.get(&address).await;
    assert_eq!((logo.status.as_u16(), logo.header("content-type")), (200, "image/png"));
    assert_eq!(logo.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(logo.header("x-content-type-options"), "nosniff");
    for missing in ["/members/logos", "/members/logos/nothing", "/members/logos/00000000000000000000000000000000"] {
        assert_eq!(visitor.get(missing).await.status, 404, "{missing}");
    }
    stack.drained().await;
    time.pass(i64::try_from(directory::FRESH.as_secs()).unwrap());
    assert_eq!(visitor.get("/members").await.attribute(".members img", "src"), address);
    let own = visitor.get("/members/mullers").await;
    assert_eq!(own.attribute("img.logo", "src"), address);
    assert!(own.linked_data()[0]["logo"].as_str().unwrap().ends_with(&address));

    let removed = desk.submit_multipart(&page, "logo", "remove").await;
    assert_eq!(removed.location(), path(&reference));
    assert_eq!(desk.open(&path(&reference)).await.count("img.logo"), 0);
    let member = store(&stack).member(&reference.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((member.logo, member.version), (None, 3));
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let page = desk.open(&path(&reference)).await;
    let large = vec![7; 210 * 1024];
    let mut damaged = picture(9, ImageFormat::Png);
    damaged.truncate(40);
    for (file, error) in [
        (&b""[..], "Choose an image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "We do not accept SVG"),
        (b"GIF89a", "Choose a PNG"),
        (&large, "up to 200 KB"),
        (&damaged, "damaged"),
    ] {
        let refused = desk.upload(&page, "logo", file).await;
        assert_eq!(refused.status, 422, "{error}");
        assert!(refused.text(".error-summary").contains(error), "{}", refused.text(".error-summary"));
        assert_eq!(refused.count(&refused.attribute(".error-summary a", "href")), 1);
    }
    assert_eq!(desk.upload(&page, "logo", &vec![7; 500 * 1024]).await.status, 413);
    let member = store(&stack).member(&reference.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((member.logo, member.version), (None, 1));
}
