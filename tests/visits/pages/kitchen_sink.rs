//! A page with everything that authors can write.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{SiteCopy, start};
use std::collections::BTreeSet;
use std::fs;

const PAGE: &str = "/kitchen-sink";

#[tokio::test]
async fn pictures_come_in_sizes_without_what_the_camera_wrote() {
    let (_stack, visitor) = start().await;
    let page = visitor.get(PAGE).await;
    let sizes = page.attributes(".prose img[srcset]", "srcset").remove(0);
    let sizes: Vec<_> = sizes.split(", ").map(|size| size.split_once(' ').unwrap()).collect();
    assert_eq!(sizes.iter().map(|(_, width)| *width).collect::<Vec<_>>(), ["480w", "960w", "1440w"]);
    let original = fs::read(SiteCopy::new().path("content/dome.jpg")).unwrap();
    assert!(String::from_utf8_lossy(&original).contains("taken from home"));
    let mut lengths = Vec::new();
    for (path, _) in sizes {
        let picture = visitor.get(path).await;
        assert_eq!(picture.header("content-type"), "image/jpeg");
        assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!picture.body.contains("taken from home"));
        lengths.push(picture.header("content-length").parse::<usize>().unwrap());
    }
    assert!(lengths.is_sorted() && lengths[0] * 3 < lengths[2], "{lengths:?}");
    // The camera was held upright.
    assert_eq!(page.attribute(".prose img[srcset]", "width"), "1440");
    assert_eq!(page.attribute(".prose img[srcset]", "height"), "900");
}

#[tokio::test]
async fn a_picture_stands_beside_the_heading() {
    let (_stack, visitor) = start().await;
    let page = visitor.get(PAGE).await;
    assert_eq!(page.attribute(".page-head img", "alt"), "A dome on a hill at dusk, with its shutter open");
    assert_eq!(page.attribute(".page-head img", "loading"), "eager", "it is in the first screen");
    assert_eq!(page.attribute(".page-head img", "srcset").matches("w,").count(), 2);
    let copy = SiteCopy::new();
    copy.replace("content/kitchen-sink.md", "picture = { file = \"dome.jpg\"", "picture = { file = \"dom.jpg\"");
    let mistakes = site::compile(&copy.path("")).unwrap_err();
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].to_string().contains("kitchen-sink.md:6: picture shows dom.jpg"), "{}", mistakes[0]);
}

#[tokio::test]
async fn every_picture_and_document_is_served() {
    let (_stack, visitor) = start().await;
    let page = visitor.get(PAGE).await;
    let links = page.attributes("main a[href^='/assets/']", "href").into_iter();
    let files: BTreeSet<_> = links.chain(page.attributes("main img", "src")).collect();
    let mut kinds = BTreeSet::new();
    for file in &files {
        let response = visitor.get(file).await;
        assert_eq!(response.status, 200, "{file}");
        kinds.insert(response.header("content-type").to_owned());
    }
    let expected = ["application/pdf", "image/jpeg", "image/svg+xml", "image/webp", "text/csv; charset=utf-8"];
    assert_eq!(kinds, expected.map(str::to_owned).into());
    let labels = ["Read the survey (PDF, 1 KB)", "The survey (PDF, 1 KB)", "its figures (CSV, 1 KB)"];
    assert_eq!(page.texts("main a[href^='/assets/']"), labels);
}

#[tokio::test]
async fn only_the_first_picture_is_loaded_at_once() {
    let (_stack, visitor) = start().await;
    let page = visitor.get(PAGE).await;
    assert!(page.count(".prose img") > 3);
    assert_eq!(page.count(".prose img:not([loading=lazy])"), 1);
    assert_eq!(page.count(".prose img:not([alt], [decoding=async])"), 0);
    assert_eq!(page.count("figure > img + figcaption"), 2);
}

#[tokio::test]
async fn a_page_has_its_own_picture_for_other_sites() {
    let copy = SiteCopy::new();
    copy.replace("site.toml", "# base_url = \"https://www.example.org\"", "base_url = \"https://www.example.org\"");
    let (_stack, visitor) = start_site(&copy, &Time::on("2026-11-28T09:00:00Z")).await;
    let image = visitor.get(PAGE).await.attribute("meta[property='og:image']", "content");
    let path = image.split_once("/assets/").map(|(_, name)| format!("/assets/{name}")).unwrap();
    assert!(path.starts_with("/assets/dome-1200."), "{path}");
    assert_eq!(visitor.get(&path).await.header("content-type"), "image/jpeg");
    let other = visitor.get("/about").await.attribute("meta[property='og:image']", "content");
    assert!(other.contains("/assets/card."), "{other}");
}

#[tokio::test]
async fn blocks_keep_to_the_content_security_policy() {
    let (_stack, visitor) = start().await;
    let page = visitor.get(PAGE).await;
    for block in [".callout", ".quotation", ".cards", ".steps", ".timeline", ".video", ".prose .actions", ".footnotes"]
    {
        assert_eq!(page.count(block), 1, "{block}");
    }
    assert_eq!(page.attributes(".prose [role=region]", "aria-label"), ["Tables", "Seats by year", "Notes"]);
    assert_eq!(page.count("[style], .prose script, .prose iframe"), 0);
    assert_eq!(page.texts(".steps > li > h3"), ["Choose a night", "Open the dome"]);
    assert_eq!(page.text(".video .watch"), "▶ Watch on YouTube");
    let ids = page.attributes("[id]", "id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for target in page.attributes(".note-mark, .note-back", "href") {
        assert_eq!(page.count(&format!("[id='{}']", target.trim_start_matches('#'))), 1, "{target}");
    }
}

#[tokio::test]
async fn words_of_blocks_and_captions_are_found() {
    let (_stack, visitor) = start().await;
    for words in ["hour sunset lindow", "nobody ever complained", "planetariums share projector", "zenith"] {
        let found = visitor.get(&format!("/search?q={words}")).await.attributes(".entries a", "href");
        assert!(found.contains(&PAGE.to_owned()), "{words}: {found:?}");
    }
}

#[tokio::test]
async fn a_file_beside_a_page_counts_before_one_in_assets() {
    let copy = SiteCopy::new();
    let page = "+++\ntitle = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n+++\n\n[Paper](paper.txt)\n";
    fs::write(copy.path("assets/paper.txt"), "general").unwrap();
    fs::write(copy.path("content/news/paper.txt"), "news").unwrap();
    fs::write(copy.path("content/page.md"), page).unwrap();
    fs::write(copy.path("content/news/page.md"), page).unwrap();
    let (_stack, visitor) = start_site(&copy, &Time::on("2026-11-28T09:00:00Z")).await;
    for (path, expected) in [("/page", "general"), ("/news/page", "news")] {
        let link = visitor.get(path).await.attribute("main a[href$='.txt']", "href");
        let file = visitor.get(&link).await;
        assert_eq!((file.header("content-type"), file.body.as_str()), ("text/plain; charset=utf-8", expected));
    }
}
